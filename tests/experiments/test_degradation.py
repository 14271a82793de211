import pytest
import torch

from unmasked.experiments import degradation
from unmasked.experiments._deep_networks import error, linear_layers, train
from unmasked.experiments.degradation import KINDS


@pytest.fixture(scope="module")
def quick():
    return dict(degradation.measure(quick=True))


def test_a_quick_run_tries_every_network_at_both_rates(quick):
    for kind, (networks, depths, _) in KINDS.items():
        for name in networks:
            for depth in depths[:2]:
                rates = quick[f"{kind}, {name}, {depth}"]
                assert list(rates) == ["0.1", "0.01"]
                assert all(len(runs) == 1 for runs in rates.values())


def test_what_is_finished_is_left_out(quick):
    done = [key for key in quick if key != "convolutions, plain, 8"]
    left = dict(degradation.measure(quick=True, done=done))
    assert left == {"convolutions, plain, 8": quick["convolutions, plain, 8"]}


def test_plain_and_shortcut_have_the_same_weights_to_start_with():
    networks = []
    for shortcut in (False, True):
        torch.manual_seed(0)
        networks.append(linear_layers(depth=8, shortcut=shortcut))
    for one, other in zip(
        networks[0].parameters(), networks[1].parameters(), strict=True
    ):
        assert torch.equal(one, other)


@pytest.mark.parametrize("depth", [2, 8, 20])
def test_the_depth_counts_the_layers_with_weights(depth):
    network = linear_layers(depth=depth, shortcut=True)
    layers = [m for m in network.modules() if isinstance(m, torch.nn.Linear)]
    assert len(layers) == depth


def test_a_block_that_starts_silent_passes_its_input_on():
    network = linear_layers(depth=56, shortcut=True, norm=False, start=0.0)
    x = torch.rand(3, 64)
    first = torch.relu(network[1](x))
    torch.testing.assert_close(network(x), network[-1](first))


def test_a_shallow_network_learns_the_digits():
    run = train(
        lambda: linear_layers(depth=2, shortcut=False),
        rate=0.1,
        epochs=4,
        seed=0,
    )
    assert run["train error"] < 0.03
    assert run["train loss"][-1] < run["train loss"][0] / 3


def test_guessing_is_wrong_nine_times_in_ten():
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    torch.nn.init.zeros_(network[1].weight)
    torch.nn.init.zeros_(network[1].bias)
    assert error(network, "train") == pytest.approx(0.9, abs=0.03)


def test_a_run_that_diverges_says_so_in_numbers():
    run = train(
        lambda: linear_layers(depth=8, shortcut=True, norm=False),
        rate=1e6,
        epochs=1,
        seed=0,
    )
    assert run["train loss"] == [1e9]


def test_the_better_rate_is_the_one_that_learned_more():
    fast, slow = ([{"train loss": [2.0, end]}] for end in (0.5, 0.9))
    assert degradation.best({"a": {"0.1": fast, "0.01": slow}}, "a") is fast
    assert degradation.best({"a": {"0.1": slow, "0.01": fast}}, "a") is fast


def test_the_figure_shows_training_and_test_of_each_network(quick):
    figure = degradation.draw(quick, "without norms")
    assert len(figure.data) == 3
    plain = figure.data[0]
    assert list(plain.x) == [2, 8, None, 2, 8]
    assert [plain.text[0], plain.text[-1]] == ["training", "test"]
    assert (
        plain.y[3]
        == degradation.errors(quick, "without norms, plain, 2", "test")[0]
    )
