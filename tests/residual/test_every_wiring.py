"""What holds for every wiring alike."""

from functools import partial

import pytest
import torch
from torch import nn

from tests.component import check_component
from tests.residual.parts import D_MODEL, Attention, hidden_future, norm
from unmasked.feed_forward import MLP, relu
from unmasked.residual import (
    DeepNorm,
    LayerScale,
    OutputNorm,
    Parallel,
    PostNorm,
    PreNorm,
    ReZero,
    Sandwich,
)


def parallel(sublayer, **options):
    mlp = MLP(d_model=D_MODEL, d_ff=8, activation=relu)
    return Parallel(sublayer, mlp, norm=norm(), **options)


def sandwich(sublayer, **options):
    return Sandwich(sublayer, norm_in=norm(), norm_out=norm(), **options)


def with_norm(wiring, **fixed):
    return lambda sublayer, **options: wiring(
        sublayer, norm=norm(), **fixed, **options
    )


WIRINGS = {
    "deep_norm": with_norm(DeepNorm, alpha=2.0),
    "layer_scale": with_norm(LayerScale, d_model=D_MODEL, start=0.1),
    "output_norm": with_norm(OutputNorm),
    "parallel": parallel,
    "post_norm": with_norm(PostNorm),
    "pre_norm": with_norm(PreNorm),
    "re_zero": ReZero,
    "sandwich": sandwich,
}
every_wiring = pytest.mark.parametrize("wire", WIRINGS.values(), ids=WIRINGS)
X = torch.randn(3, 5, D_MODEL, generator=torch.Generator().manual_seed(0))


def awake(wired):
    """ReZero's α away from 0, where it stops every gradient."""
    if isinstance(wired, ReZero):
        nn.init.constant_(wired.alpha, 0.5)
    return wired


@every_wiring
def test_keeps_the_promises_of_a_component(wire):
    mlp = MLP(d_model=D_MODEL, d_ff=8, activation=relu)
    check_component(awake(wire(mlp)), X)


@every_wiring
def test_passes_what_the_sublayer_needs(wire):
    wired = awake(wire(Attention()))
    causal = partial(wired, hidden=hidden_future(5))
    changed = torch.cat([X[:, :3], -X[:, 3:]], dim=1)
    torch.testing.assert_close(causal(X)[:, :3], causal(changed)[:, :3])
    assert not torch.allclose(wired(X)[:, :3], wired(changed)[:, :3])
    memory = torch.randn(3, 7, D_MODEL)
    assert not torch.allclose(wired(X, memory), wired(X, memory + 1))


@every_wiring
def test_dropout_acts_in_training_only(wire):
    wired = awake(wire(nn.Linear(D_MODEL, D_MODEL), dropout=1.0))
    without_branch = awake(wire(nn.Linear(D_MODEL, D_MODEL)))
    without_branch.load_state_dict(wired.state_dict())
    # What is left when all of what is added is dropped.
    left = {
        PostNorm: lambda: wired.norm(X),
        DeepNorm: lambda: wired.norm(2 * X),
    }.get(type(wired), lambda: X)
    torch.testing.assert_close(wired(X), left())
    wired.eval()
    torch.testing.assert_close(wired(X), without_branch(X))
    assert not torch.allclose(wired(X), left())


@every_wiring
def test_a_sublayer_that_changes_the_shape_is_refused(wire):
    message = r"must keep the shape of its input, \(3, 5, 6\)"
    with pytest.raises(ValueError, match=message):
        wire(nn.Linear(D_MODEL, 1))(X)


@every_wiring
def test_a_sublayer_that_returns_more_than_a_tensor_is_refused(wire):
    class Talkative(nn.Module):
        def forward(self, x):
            return x, "weights"

    with pytest.raises(TypeError, match="must return one tensor, returned a t"):
        wire(Talkative())(X)
