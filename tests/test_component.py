"""A check that cannot fail checks nothing: each promise is broken here once."""

import pytest
import torch
from torch import Tensor, nn

from tests.component import check_component
from unmasked.embeddings import TiedHead, TokenEmbedding
from unmasked.feed_forward import MLP, GatedMLP, activations
from unmasked.norms.dynamic_tanh import DynamicTanh
from unmasked.norms.layer_norm import LayerNorm
from unmasked.norms.rms_norm import RMSNorm
from unmasked.residual import PostNorm, PreNorm

X = torch.randn(3, 5, 7, generator=torch.Generator().manual_seed(0))


class Unused(nn.Linear):
    """A parameter that never gets a gradient."""

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight


class Detached(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 0 + x.detach()


class Widening(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * torch.ones(7, device=x.device)


class Coarse(nn.Module):
    """Adds and removes a large number, which bfloat16 cannot carry."""

    def forward(self, x: Tensor) -> Tensor:
        return (x + 1000.0) - 1000.0 if x.dtype == torch.bfloat16 else x


class Breaking(nn.Module):
    """Looks at a value in Python, which a graph cannot."""

    def forward(self, x: Tensor) -> Tensor:
        return x * 2 if x.sum().item() > 0 else x


class Forgetful(nn.LayerNorm):
    """Does not take the weights that it is given."""

    def load_state_dict(self, *args: object, **kwargs: object) -> None:
        pass


class Mixing(nn.Module):
    """Lets the rows of a batch see each other."""

    def forward(self, x: Tensor) -> Tensor:
        return x - x.mean(0)


def test_a_sound_component_passes():
    check_component(nn.LayerNorm(7), X)


@pytest.mark.parametrize(
    ("module", "complaint"),
    [
        (Unused(7, 7), "bias gets no gradient"),
        (Detached(), "all zero"),
        (Widening(), "became torch.float32"),
        (Coarse(), "bfloat16 is off"),
        (Forgetful(7), "not close"),
        (Mixing(), "not close"),
    ],
)
def test_a_broken_promise_is_named(module, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_component(module, X)


def test_a_component_that_cannot_be_captured_whole_fails():
    with pytest.raises(torch._dynamo.exc.TorchDynamoException):
        check_component(Breaking(), X)


@pytest.mark.slow
def test_the_compilers_own_code_gives_the_same_numbers(no_shape_checks):
    # What `check_component` leaves out: PyTorch's default backend, once, over
    # a stack of parts.
    embedding = TokenEmbedding(vocab_size=11, d_model=7, scaled=True)
    mlp = MLP(d_model=7, d_ff=9, activation=activations.gelu)
    swiglu = GatedMLP(d_model=7, d_ff=9, activation=activations.silu)
    norms = [kind(d_model=7) for kind in (LayerNorm, RMSNorm, DynamicTanh)]
    model = nn.Sequential(
        embedding,
        PostNorm(mlp, norm=norms[0]),
        PreNorm(swiglu, norm=norms[1]),
        norms[2],
        TiedHead(embedding),
    )
    tokens = torch.randint(0, 11, (3, 5))
    results = []
    for run in (model, torch.compile(model, fullgraph=True)):
        model.zero_grad()
        logits = run(tokens)
        logits.square().sum().backward()
        grads = [weight.grad.clone() for weight in model.parameters()]
        results.append([logits, *grads])
    torch.testing.assert_close(*results, rtol=1e-4, atol=1e-4)
