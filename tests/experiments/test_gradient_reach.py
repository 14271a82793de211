import pytest
import torch

from unmasked.experiments import gradient_reach
from unmasked.experiments._readers import rnn


def test_the_gradient_is_the_product_of_the_steps_jacobians():
    # The same draws, through the formula: gᵀ ∏ diag(1 − h²) U, then W.
    n, seed = 6, 3
    reach = gradient_reach.measure({"RNN": rnn}, n_tokens=n, seeds=[seed])
    torch.manual_seed(seed)
    layer = rnn(16, 64).double().layer
    x = torch.randn(8, n, 16).double()
    states, _ = layer(x)
    grad = torch.randn(8, 64).double()
    lengths = []
    for t in reversed(range(n)):
        delta = grad * (1 - states[:, t] ** 2)
        lengths.append((delta @ layer.weight_ih_l0).norm(dim=1).mean())
        grad = delta @ layer.weight_hh_l0
    expected = torch.stack(lengths) / lengths[0]
    torch.testing.assert_close(reach.lengths["RNN"][0], expected)


def test_the_radius_is_the_one_asked_for():
    weight = rnn(16, 64, radius=1.5).layer.weight_hh_l0
    radius = torch.linalg.eigvals(weight.detach()).abs().max()
    assert radius.item() == pytest.approx(1.5, rel=1e-4)


def test_a_larger_radius_carries_a_gradient_farther():
    reach = gradient_reach.measure(
        gradient_reach.RADII, n_tokens=51, seeds=[0, 1]
    )
    left = [reach.at(name, 50) for name in gradient_reach.RADII]
    assert left == sorted(left)
    assert left[0] < 1e-12
    assert left[-1] > 1


def test_an_open_forget_gate_reaches_farther_and_attention_does_not_fade():
    reach = gradient_reach.measure(n_tokens=51, seeds=[0, 1])
    closed, one, three = (
        reach.at(name, 50)
        for name in ("LSTM", "LSTM, forget bias 1", "LSTM, forget bias 3")
    )
    assert closed < one / 100 < three / 10_000
    near, far = (reach.at("attention", d) for d in (1, 50))
    assert far == pytest.approx(near, rel=0.5)


def test_the_figure_shows_every_network_on_a_scale_of_factors():
    reach = gradient_reach.measure(n_tokens=9, seeds=[0, 1])
    figure = gradient_reach.draw(reach)
    assert [line.name for line in figure.data] == list(gradient_reach.CELLS)
    assert figure.layout.yaxis.type == "log"


@pytest.mark.parametrize(
    ("value", "words"),
    [(3.2e-12, "3·10⁻¹²"), (0.118, "0.12"), (4.4, "4.4"), (5e10, "5·10¹⁰")],
)
def test_a_number_far_from_one_is_told_as_a_power_of_ten(value, words):
    reach = gradient_reach.Reach({"RNN": torch.tensor([[value]])})
    assert reach.words("RNN", 0) == words
