"""A mask is True exactly where its rule says, for every query and key."""

import re
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.attention.bias import causal_lower_right, causal_upper_left
from transformers.masking_utils import sliding_window_causal_mask_function

from tests.component import DEVICES
from unmasked.attention.masks import (
    causal_mask,
    document_mask,
    padding_mask,
    prefix_lm_mask,
    sliding_window_mask,
)
from unmasked.attention.scaled_dot_product import attend

lengths = st.integers(min_value=0, max_value=7)


def table(n_query: int, n_key: int, rule: Callable[[int, int], bool]) -> Tensor:
    """Ask a rule about every pair, one at a time."""
    rows = [[bool(rule(i, j)) for j in range(n_key)] for i in range(n_query)]
    return torch.tensor(rows, dtype=torch.bool).reshape(n_query, n_key)


@pytest.mark.against("causal_lower_right", exactly=True)
@given(lengths, lengths)
@pytest.mark.filterwarnings("ignore:Lower right causal bias will produce NaNs")
def test_causal_mask_is_pytorchs_lower_right(n_query, n_key):
    theirs = causal_lower_right(n_query, n_key)._materialize()
    assert torch.equal(causal_mask(n_query, n_key), theirs)


@given(lengths)
def test_for_as_many_queries_as_keys_both_alignments_are_one(n):
    theirs = causal_upper_left(n, n)._materialize()
    assert torch.equal(causal_mask(n), theirs)


@given(lengths, lengths, st.integers(min_value=0, max_value=7))
def test_a_causal_mask_begins_where_it_is_told(n_query, n_key, first):
    expected = table(n_query, n_key, lambda i, j: j <= first + i)
    assert torch.equal(causal_mask(n_query, n_key, first=first), expected)


@given(lengths, lengths)
def test_from_the_first_key_on_it_is_pytorchs_upper_left(n_query, n_key):
    theirs = causal_upper_left(n_query, n_key)._materialize()
    assert torch.equal(causal_mask(n_query, n_key, first=0), theirs)


def test_a_position_sees_itself_and_the_past_but_not_the_future():
    mask = causal_mask(4)
    assert mask.diagonal().all()
    assert mask.diagonal(-1).all()
    assert not mask.triu(1).any()


def test_with_more_queries_than_keys_the_first_see_nothing():
    assert causal_mask(5, 3).any(-1).tolist() == [
        False,
        False,
        True,
        True,
        True,
    ]


@pytest.mark.against("sliding_window_causal_mask_function", exactly=True)
@given(lengths, lengths, st.integers(min_value=1, max_value=9))
def test_a_window_is_that_of_hugging_face(n_query, n_key, window):
    theirs = sliding_window_causal_mask_function(window)
    last = n_key - n_query  # queries are the last positions
    expected = table(
        n_query, n_key, lambda i, j: theirs(0, 0, torch.tensor(i + last), j)
    )
    ours = sliding_window_mask(n_query, n_key, window=window)
    assert torch.equal(ours, expected)


def test_a_window_as_long_as_the_text_is_the_causal_mask():
    assert torch.equal(sliding_window_mask(6, window=6), causal_mask(6))


def test_no_position_sees_more_than_its_window():
    assert sliding_window_mask(9, window=4).sum(-1).max() == 4


def test_padding_hides_what_lies_behind_the_end_of_each_sequence():
    mask = padding_mask(torch.tensor([0, 2, 4]), n_key=4)
    assert mask.shape == (3, 1, 1, 4)
    for row, length in enumerate([0, 2, 4]):
        expected = torch.tensor([[j < length for j in range(4)]])
        assert torch.equal(mask[row, 0], expected)


def test_padding_of_an_empty_batch_is_an_empty_mask():
    empty = torch.zeros(0, dtype=torch.long)
    assert padding_mask(empty, n_key=4).shape == (0, 1, 1, 4)


def test_a_padded_sequence_attends_as_it_does_alone():
    x = torch.randn(2, 3, 6, 4)
    together = attend(x, x, x, padding_mask(torch.tensor([4, 6]), n_key=6))
    alone = x[0, :, :4]
    torch.testing.assert_close(together[0, :, :4], attend(alone, alone, alone))


@pytest.mark.parametrize("length", [0, 1, 3, 5])
def test_a_prefix_sees_itself_whole_and_the_rest_looks_back(length):
    mask = prefix_lm_mask(torch.tensor([length]), n_key=5)
    expected = table(5, 5, lambda i, j: j < length or j <= i)
    assert torch.equal(mask[0, 0], expected)


def test_packed_documents_attend_as_they_do_alone():
    x = torch.randn(1, 3, 7, 4)
    documents = torch.tensor([[0, 0, 0, 1, 1, 2, 2]])
    packed = attend(x, x, x, document_mask(documents), causal=True)
    parts = [
        attend(part, part, part, causal=True) for part in x.split([3, 2, 2], -2)
    ]
    torch.testing.assert_close(packed, torch.cat(parts, -2))


def test_documents_are_told_apart_by_number_not_by_place():
    mask = document_mask(torch.tensor([[4, 7, 4]]))
    expected = table(3, 3, lambda i, j: [4, 7, 4][i] == [4, 7, 4][j])
    assert torch.equal(mask[0, 0], expected)


def test_masks_compose():
    lengths = torch.tensor([5, 3])
    mask = padding_mask(lengths, n_key=5) & sliding_window_mask(5, window=2)
    for row, length in enumerate(lengths):
        expected = table(5, 5, lambda i, j, n=length: i - 2 < j <= i and j < n)
        assert torch.equal(mask[row, 0], expected)


@pytest.mark.parametrize("device", DEVICES)
def test_a_mask_lives_where_it_is_asked_for(device):
    lengths = torch.tensor([3, 1], device=device)
    for mask in (
        causal_mask(3, device=device),
        sliding_window_mask(3, window=2, device=device),
        padding_mask(lengths, n_key=3),
        prefix_lm_mask(lengths, n_key=3),
        document_mask(lengths[None]),
    ):
        assert mask.dtype == torch.bool
        assert mask.device.type == torch.device(device).type


def test_masks_compile(no_shape_checks):
    @torch.compile(backend="aot_eager")
    def masks(lengths: Tensor, n: int) -> tuple[Tensor, ...]:
        return (
            causal_mask(n, n + 1),
            sliding_window_mask(n, window=2),
            prefix_lm_mask(lengths, n),
            document_mask(lengths[None]),
        )

    for n in (3, 5):
        lengths = torch.tensor([n, 1])
        for mask, rule in zip(
            masks(lengths, n),
            (
                table(n, n + 1, lambda i, j: j <= i + 1),
                table(n, n, lambda i, j: i - 2 < j <= i),
                None,
                torch.eye(2, dtype=torch.bool),
            ),
            strict=True,
        ):
            if rule is None:
                assert torch.equal(mask, prefix_lm_mask(lengths, n))
            else:
                assert torch.equal(mask.squeeze(), rule)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: causal_mask(-1),
            "lengths cannot be negative: n_query=-1, n_key=-1",
        ),
        (
            lambda: causal_mask(2, -3),
            "lengths cannot be negative: n_query=2, n_key=-3",
        ),
        (
            lambda: sliding_window_mask(4, window=0),
            "window=0 must be at least 1: a token sees itself",
        ),
        (
            lambda: padding_mask(torch.tensor([2, 9]), n_key=4),
            "lengths must lie between 0 and n_key=4, got [2, 9]",
        ),
        (
            lambda: padding_mask(torch.tensor([-1]), n_key=4),
            "lengths must lie between 0 and n_key=4, got [-1]",
        ),
        (
            lambda: padding_mask(torch.ones(2, 4).int(), n_key=4),
            "each sequence has one length, so they have one axis: "
            "got shape (2, 4)",
        ),
        (
            lambda: document_mask(torch.tensor([0, 0, 1])),
            "expected documents (batch, seq), a number for each token, "
            "got shape (3,)",
        ),
        (
            lambda: prefix_lm_mask(torch.tensor([5]), n_key=4),
            "lengths must lie between 0 and n_key=4, got [5]",
        ),
    ],
)
def test_impossible_sizes_are_named(call, message, no_shape_checks):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
