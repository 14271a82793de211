import numpy as np
import pytest
import torch
from torch import nn

from unmasked.experiments import _feed_forwards, activation_choice
from unmasked.experiments._feed_forwards import (
    GATED,
    NONE,
    PLAIN,
    SIZES,
    WIDE,
    flops,
    language_model,
    layer,
    steps,
)
from unmasked.training.batches import Windows


def size(module: nn.Module) -> int:
    return sum(weight.numel() for weight in module.parameters())


def test_plain_and_gated_layers_have_the_same_size_within_half_a_percent():
    sizes = [size(layer(name)) for name in (*PLAIN, *GATED)]
    assert max(sizes) <= 1.005 * min(sizes)
    assert size(layer(WIDE)) == 1.5 * size(layer("ReLU"))
    assert size(layer(NONE)) == 0


def test_the_wide_layer_does_the_same_work_in_fewer_steps():
    assert flops("ReLU") * steps("ReLU") == pytest.approx(
        flops(WIDE) * steps(WIDE), rel=0.002
    )
    assert flops("SwiGLU") == pytest.approx(flops("ReLU"), rel=0.002)


def test_the_models_of_a_seed_differ_in_these_layers_alone():
    models = [language_model(name, seed=3) for name in activation_choice.LAYERS]
    first = dict(models[0].named_parameters())
    for model in models[1:]:
        for name, weight in model.named_parameters():
            if "feed_forward.sublayer" not in name:
                assert torch.equal(weight, first[name]), name


def test_a_model_without_the_layer_adds_nothing():
    model = language_model(NONE, seed=0)
    x = torch.randn(2, 5, SIZES.d_model)
    assert torch.equal(model.blocks[0].feed_forward(x), x)


def test_a_dead_unit_is_counted():
    model = language_model("ReLU", seed=0)
    tokens = np.random.default_rng(0).integers(SIZES.vocab_size, size=4000)
    batch = next(Windows(tokens, block=64, batch_size=16))
    before = activation_choice.activity(model, batch)
    up = model.blocks[1].feed_forward.sublayer.up_proj
    with torch.no_grad():
        up.weight[:] = 0  # none of 256 units answers to anything
        up.weight[0, 0] = 1
        up.weight[1, 0] = -1  # where one is silent the other is not
    after = activation_choice.activity(model, batch)
    assert after["dead"][0] == before["dead"][0]
    assert after["dead"][1] >= 254 / 256 - 1e-4
    assert after["active"][1] == pytest.approx(1 / 256, abs=1e-4)


def test_differences_are_taken_seed_by_seed():
    results = {
        f"seed {i}": {"loss": {"ReLU": 3.0 + i, "GELU": 2.5 + i}}
        for i in range(3)
    }
    gains = activation_choice.differences(results, "GELU")
    np.testing.assert_allclose(gains, [0.5, 0.5, 0.5])


@pytest.mark.slow
def test_a_quick_run_can_be_drawn():
    found = dict(activation_choice.measure(quick=True))
    assert list(found["seed 0"]["loss"]) == list(activation_choice.LAYERS)
    activation_choice.draw(found)
    assert not dict(activation_choice.measure(quick=True, done=[*found]))


def test_all_names_have_a_layer():
    for name in activation_choice.LAYERS:
        assert isinstance(_feed_forwards.layer(name), nn.Module)
