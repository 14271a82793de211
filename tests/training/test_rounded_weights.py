"""Rounded weights: near the true ones, small, and refused when damaged."""

import pytest
import torch
from torch import nn

from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.training.rounded_weights import LEVELS, pack, unpack

CONFIG = TransformerConfig(
    vocab_size=50, n_layers=1, d_model=16, n_heads=2, d_ff=32
)


def test_no_weight_is_off_by_more_than_half_a_level_of_its_row():
    layer, copy = nn.Linear(40, 30), nn.Linear(40, 30)
    with torch.no_grad():
        layer.weight[3] *= 1000  # one large row must not blur the others
    unpack(pack(layer), copy)
    error = (copy.weight - layer.weight).abs()
    largest = layer.weight.abs().amax(dim=1, keepdim=True)
    assert (error <= largest / LEVELS / 2 * 1.001).all()


def test_a_row_of_zeros_stays_zeros():
    layer, copy = nn.Linear(4, 2, bias=False), nn.Linear(4, 2, bias=False)
    nn.init.zeros_(layer.weight)
    unpack(pack(layer), copy)
    assert not copy.weight.any()


def test_packing_what_was_unpacked_loses_nothing_more():
    once, twice = Transformer(CONFIG), Transformer(CONFIG)
    unpack(pack(once), once)
    unpack(pack(once), twice)
    for a, b in zip(once.parameters(), twice.parameters(), strict=True):
        torch.testing.assert_close(a, b)


def test_a_packed_model_computes_nearly_the_same():
    model, copy = Transformer(CONFIG).eval(), Transformer(CONFIG).eval()
    unpack(pack(model), copy)
    source, target = torch.randint(50, (2, 3, 7))
    a, b = model(source, target), copy(source, target)
    assert (a - b).std() < 0.1 * a.std()


def test_a_weight_takes_less_than_a_byte():
    layer = nn.Linear(400, 400, bias=False)
    nn.init.normal_(layer.weight)
    assert len(pack(layer)) < 400 * 400


@pytest.mark.parametrize("damage", ["not base 85 ~~", "cut"])
def test_damaged_weights_are_refused(damage):
    layer = nn.Linear(8, 8)
    packed = pack(layer)
    with pytest.raises(ValueError, match="these are no packed weights"):
        unpack(packed[:60] if damage == "cut" else damage, layer)


def test_the_weights_of_another_model_are_refused():
    packed = pack(nn.Linear(8, 9))
    with pytest.raises(ValueError, match=r"weight has shape \(8, 8\), the"):
        unpack(packed, nn.Linear(8, 8))
    with pytest.raises(ValueError, match="the packed weights have None"):
        unpack(packed, nn.LSTM(8, 8))
