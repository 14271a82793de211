"""Recomputing changes what is remembered, not what comes out."""

import copy

import pytest
import torch
from torch import nn

from unmasked.training.recompute import recompute


def blocks(dropout: float = 0.0) -> nn.Sequential:
    return nn.Sequential(
        *(
            nn.Sequential(
                nn.Linear(32, 64), nn.Tanh(), nn.Dropout(dropout),
                nn.Linear(64, 32),
            )
            for _ in range(4)
        )
    )  # fmt: skip


def gradients(model: nn.Module) -> list[torch.Tensor]:
    torch.manual_seed(1)
    x = torch.randn(8, 32, requires_grad=True)
    model(x).pow(2).sum().backward()
    return [x.grad, *(p.grad for p in model.parameters())]


def bytes_remembered(model: nn.Module) -> int:
    sizes: dict[int, int] = {}

    def note(tensor):
        sizes[tensor.untyped_storage().data_ptr()] = (
            tensor.untyped_storage().nbytes()
        )
        return tensor

    weights = {p.untyped_storage().data_ptr() for p in model.parameters()}
    with torch.autograd.graph.saved_tensors_hooks(note, lambda t: t):
        model(torch.randn(8, 32, requires_grad=True))
    return sum(
        size for pointer, size in sizes.items() if pointer not in weights
    )


@pytest.mark.against(rule="the gradients without recomputing")
def test_gradients_are_the_same_with_dropout_too():
    plain = blocks(dropout=0.5)
    again = copy.deepcopy(plain)
    recompute(again)
    torch.testing.assert_close(gradients(again), gradients(plain))


def test_only_the_inputs_of_the_blocks_are_remembered():
    plain, again = blocks(), blocks()
    recompute(again)
    activation = 8 * 32 * 4
    assert bytes_remembered(again) == 4 * activation
    assert bytes_remembered(plain) > 2 * bytes_remembered(again)


def test_the_weights_keep_their_names():
    model = blocks()
    names = list(model.state_dict())
    recompute(model)
    assert list(model.state_dict()) == names
