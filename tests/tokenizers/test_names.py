"""Special tokens are named in a list, each once."""

import pytest

from unmasked.tokenizers._names import check_names


def test_names_come_back_as_a_list():
    assert check_names(iter("ab")) == ["a", "b"]


def test_one_name_without_a_list_around_it_is_refused():
    with pytest.raises(TypeError, match=r"in a list: write \['<\|end\|>'\]"):
        check_names("<|end|>")


def test_a_name_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match=r"comes twice: \['a', 'b', 'a'\]"):
        check_names(["a", "b", "a"])
