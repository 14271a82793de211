import numpy as np
import pytest
import torch

from unmasked.experiments import _removal, pruned_heads
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.training.batches import Windows

SIZES = GPT2Config(
    vocab_size=20, n_layers=2, d_model=16, n_heads=4, max_length=8
)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return GPT2(SIZES).eval()


@pytest.fixture
def batch():
    tokens = np.random.default_rng(0).integers(20, size=200)
    return next(Windows(tokens, block=8, batch_size=4))


def deaden(model, layer, head):
    """Let a head write nothing."""
    o_proj = model.blocks[layer].attention.sublayer.o_proj
    with torch.no_grad():
        o_proj.weight[:, head * 4 : head * 4 + 4] = 0


def test_all_heads_are_found(model):
    heads = _removal.heads_of(model)
    assert len(heads) == 8
    assert heads[5] == ("blocks.1.attention.sublayer", 1)


def test_a_head_that_writes_nothing_costs_nothing_and_goes_first(model, batch):
    deaden(model, 1, 2)
    name = "blocks.1.attention.sublayer"
    whole = _removal.loss(model, batch, [])
    assert _removal.loss(model, batch, [(name, 2)]) == pytest.approx(whole)
    scores = _removal.sensitivity(model, batch)
    assert int(np.argmin(scores)) == 6
    assert scores[6] == pytest.approx(0, abs=1e-9)


def test_the_sensitivity_is_the_slope_of_the_loss(model, batch):
    name, head, step = "blocks.0.attention.sublayer", 1, 1e-3
    model.double()
    o_proj = model.blocks[0].attention.sublayer.o_proj
    slopes = []
    for window in range(4):
        one = batch._replace(
            inputs=batch.inputs[[window]], targets=batch.targets[[window]]
        )
        losses = []
        for factor in (1 + step, 1 - step):
            with torch.no_grad():
                kept = o_proj.weight.clone()
                o_proj.weight[:, 4:8] *= factor
                # the mean over the whole batch is what is differentiated
                losses.append(_removal.loss(model, one, []) / 4)
                o_proj.weight.copy_(kept)
        slopes.append(abs(losses[0] - losses[1]) / (2 * step))
    scores = _removal.sensitivity(model, batch)
    n_heads = 4
    raw = np.array(scores[:n_heads])
    assert (name, head) == _removal.heads_of(model)[head]
    others = raw / raw[head] * np.mean(slopes)
    # normalized within the layer: compare after undoing it
    assert np.linalg.norm(others) * raw[head] == pytest.approx(np.mean(slopes))


def test_greedy_takes_the_cheapest_first(model, batch):
    order = _removal.greedy(model, batch)
    assert sorted(order) == sorted(_removal.heads_of(model))
    costs = [
        _removal.loss(model, batch, [head]) for head in _removal.heads_of(model)
    ]
    first = _removal.heads_of(model)[int(np.argmin(costs))]
    assert order[0] == first


def test_a_curve_begins_whole_and_ends_without_attention(model, batch):
    order = _removal.heads_of(model)
    losses = _removal.curve(model, batch, order, range(9))
    assert losses[0] == pytest.approx(_removal.loss(model, batch, []), abs=1e-5)
    for layer in (0, 1):
        for head in range(4):
            deaden(model, layer, head)
    assert losses[-1] == pytest.approx(
        _removal.loss(model, batch, []), abs=1e-5
    )


@pytest.mark.slow
def test_a_quick_run_of_the_small_model_can_be_drawn():
    found = dict(pruned_heads.measure(quick=True))
    figure = pruned_heads.draw(found)
    assert len(figure.data) == len(pruned_heads.NAMES)
    assert all(trace.y[0] == 0 for trace in figure.data)
