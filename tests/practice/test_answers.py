"""What the checks of all exercises share."""

import numpy as np
import pytest

from unmasked.practice._answers import BLANK, call, is_blank, numbers, say


@pytest.mark.parametrize("answer", [..., None, [1, ...], [[1, 2], [None, 4]]])
def test_a_blank_is_found_wherever_it_stands(answer):
    assert is_blank(answer)


def test_an_answer_without_blanks_is_none():
    assert not is_blank([[1, 2.5], [0, -3]])
    assert not is_blank(np.zeros(3))


def test_numbers_become_an_array_of_the_shape_asked_for():
    assert np.array_equal(numbers([[1, 2]], shape=(1, 2)), [[1.0, 2.0]])


def test_words_in_place_of_numbers_are_named():
    assert "not all numbers: ['a', 1]" in numbers(["a", 1], shape=(2,))


def test_ragged_rows_are_not_numbers():
    assert "not all numbers" in numbers([[1, 2], [3]], shape=(2, 2))


def test_a_blank_inside_an_expression_is_a_blank():
    def half_filled(x):
        largest = ...
        return np.exp(x - largest)

    assert call(half_filled, np.ones(2)) == BLANK


def test_a_function_that_returns_nothing_is_a_blank():
    assert call(lambda: None) == BLANK


def test_an_error_is_reported_with_its_message():
    assert call(lambda: [][0]).startswith("Not yet: it stops with IndexError:")


def test_a_long_verdict_is_wrapped_to_the_width_of_a_page(capsys):
    say("Not yet: " + "a reason " * 20)
    assert all(len(line) <= 64 for line in capsys.readouterr().out.splitlines())
