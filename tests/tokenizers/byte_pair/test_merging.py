import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unmasked.from_scratch.byte_pair import merge as merge_once
from unmasked.tokenizers.byte_pair.merging import merge

symbols = st.lists(st.integers(0, 3), max_size=40)


@st.composite
def learned(draw):
    """Merges as training makes them: of tokens that are there already."""
    table = {}
    for token in range(4, 4 + draw(st.integers(0, 12))):
        old = st.integers(0, token - 1)
        table.setdefault((draw(old), draw(old)), token)
    return table


def in_order_learned(row, table):
    """The definition: go through the merges, apply each everywhere."""
    for pair, token in table.items():
        row = merge_once(tuple(row), pair, token)
    return list(row)


@pytest.mark.against(rule="applying all merges in order", exactly=True)
@given(symbols, learned())
@settings(deadline=None, max_examples=300)
def test_is_the_same_as_applying_the_merges_in_order(row, table):
    ranks = {pair: rank for rank, pair in enumerate(table)}
    merged = merge(row, ranks, list(table.values()))
    assert merged == in_order_learned(row, table)


def test_equal_neighbors_pair_up_from_the_left():
    assert merge([1, 1, 1], {(1, 1): 0}, products=[2]) == [2, 1]


def test_a_row_without_pairs_stays_as_it_is():
    assert merge([3, 2, 1], {(1, 2): 0}, products=[9]) == [3, 2, 1]
    assert merge([], {(1, 2): 0}, products=[9]) == []


def test_the_input_is_left_alone():
    row = [1, 2]
    merge(row, {(1, 2): 0}, products=[9])
    assert row == [1, 2]


def test_a_long_row_takes_few_steps_for_each_symbol():
    # Each merge asks for at most three ranks: its own and two new ones.
    asked = 0

    class Ranks(dict):
        def get(self, pair, default=None):
            nonlocal asked
            asked += 1
            return super().get(pair, default)

    n = 2**15
    doubling = {(2**i, 2**i): 2 ** (i + 1) for i in range(15)}
    ranks = Ranks({pair: rank for rank, pair in enumerate(doubling)})
    assert merge([1] * n, ranks, list(doubling.values())) == [n]
    assert asked < 5 * n
