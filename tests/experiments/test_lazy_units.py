import pytest
import torch

from unmasked.experiments import lazy_units, load
from unmasked.feed_forward import MLP, relu
from unmasked.models.gpt2 import GPT2, GPT2Config

SIZES = GPT2Config(
    vocab_size=20, n_layers=1, d_model=8, n_heads=2, max_length=8
)


def test_active_and_silent_units_are_counted():
    hidden = torch.tensor([[[1.0, -1.0, 0.0], [2.0, 3.0, -1.0]]])
    assert lazy_units.positive({"a": hidden}) == {
        "active": [0.5],
        "never": [round(1 / 3, 4)],
    }


def test_only_the_largest_are_kept():
    torch.manual_seed(0)
    model = GPT2(SIZES).eval()
    layer = MLP(d_model=8, d_ff=4, activation=relu)
    model.blocks[0].feed_forward.add_module("sublayer", layer)
    x = torch.randn(1, 3, 8)
    hidden = relu(layer.up_proj(x))
    largest = hidden * (hidden == hidden.amax(dim=-1, keepdim=True))
    with lazy_units.only_largest(model, 0.25):
        torch.testing.assert_close(layer(x), layer.down_proj(largest))
    torch.testing.assert_close(layer(x), layer.down_proj(hidden))


def test_keeping_all_changes_nothing_in_the_recording():
    losses = load("lazy_units")["losses"]
    assert all(row[-1] > row[0] for row in losses)


@pytest.mark.slow
def test_a_quick_run_can_be_drawn():
    lazy_units.draw(lazy_units.measure(quick=True))
