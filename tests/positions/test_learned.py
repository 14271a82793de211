"""Learned positions are a table, and the table ends."""

import pytest
import torch
from torch import Tensor, nn

from tests.component import check_component
from unmasked.positions.learned import LearnedPositions


class OnTokens(nn.Module):
    """Add positions to tokens, as models do."""

    def __init__(self, positions: LearnedPositions) -> None:
        super().__init__()
        self.positions = positions

    def forward(self, x: Tensor) -> Tensor:
        where = torch.arange(x.shape[1], device=x.device)
        return x + self.positions(where)


@pytest.mark.against("nn.Embedding")
def test_is_pytorchs_embedding_forward_and_backward():
    ours = LearnedPositions(max_length=9, d_model=4)
    theirs = nn.Embedding.from_pretrained(ours.weight.clone(), freeze=False)
    where = torch.tensor([[0, 1, 2], [6, 6, 8]])
    upstream = torch.randn(2, 3, 4)
    torch.testing.assert_close(ours(where), theirs(where))
    gradients = [
        torch.autograd.grad(table(where), table.weight, upstream)
        for table in (ours, theirs)
    ]
    torch.testing.assert_close(*gradients)


def test_keeps_the_promises_of_a_component():
    positions = LearnedPositions(max_length=9, d_model=7)
    check_component(OnTokens(positions), torch.randn(3, 5, 7))


def test_nothing_stands_nowhere():
    positions = LearnedPositions(max_length=9, d_model=4)
    assert positions(torch.arange(0)).shape == (0, 4)


def test_starts_small():
    weight = LearnedPositions(max_length=512, d_model=64).weight
    assert abs(weight.std().item() / 0.02 - 1) < 0.02


def test_more_tokens_than_positions_are_named():
    positions = LearnedPositions(max_length=4, d_model=2)
    message = "^5 tokens do not fit max_length=4 learned positions$"
    with pytest.raises(ValueError, match=message):
        positions(torch.arange(5))


@pytest.mark.parametrize("name", ["max_length", "d_model"])
def test_impossible_sizes_are_named(name):
    sizes = {"max_length": 4, "d_model": 2, name: 0}
    with pytest.raises(ValueError, match=f"^{name}=0 must be at least 1$"):
        LearnedPositions(**sizes)


@pytest.mark.parametrize("where", [[2, 4], [-1, 3], 7])
def test_a_position_outside_the_table_is_named(where):
    where = torch.tensor(where)
    message = f"between 0 and 3, got {where.min()} to {where.max()}$"
    with pytest.raises(ValueError, match=message):
        LearnedPositions(max_length=4, d_model=2)(where)


def test_positions_that_are_not_whole_are_refused(no_shape_checks):
    with pytest.raises(TypeError, match="positions must be int64 or int32"):
        LearnedPositions(max_length=4, d_model=2)(torch.zeros(2))


def test_one_position_gives_one_vector():
    positions = LearnedPositions(max_length=4, d_model=2)
    assert torch.equal(positions(torch.tensor(3)), positions.weight[3])
