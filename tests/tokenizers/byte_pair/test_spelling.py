import pytest

from unmasked.tokenizers.byte_pair.spelling import spell


def test_a_merge_spells_what_its_two_tokens_spell():
    tokens = spell(range(256), {(97, 98): 300, (300, 300): 256})
    assert tokens[256] == b"abab"
    assert tokens[255] == b"\xff"


def test_too_few_bytes_are_refused():
    with pytest.raises(ValueError, match="got 255 tokens for 255 bytes"):
        spell(range(255), {})


def test_two_bytes_with_one_token_are_refused():
    with pytest.raises(ValueError, match="got 255 tokens for 256 bytes"):
        spell([0, *range(255)], {})


def test_a_merge_of_what_is_not_there_yet_is_refused():
    with pytest.raises(ValueError, match="merge 0 joins tokens 97 and 256"):
        spell(range(256), {(97, 256): 257, (97, 98): 256})


def test_a_token_made_twice_is_refused():
    with pytest.raises(ValueError, match="merge 1 makes token 256 a second"):
        spell(range(256), {(97, 98): 256, (98, 97): 256})


@pytest.mark.parametrize("token", [-1, 256.5, "256"])
def test_an_id_that_is_no_number_from_0_on_is_refused(no_shape_checks, token):
    with pytest.raises(ValueError, match=f"{token!r} is no token id"):
        spell(range(256), {(97, 98): token})
