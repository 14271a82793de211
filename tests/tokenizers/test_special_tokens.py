import pytest

from unmasked.tokenizers.special_tokens import SpecialTokens

ENDS = SpecialTokens({"<|end|>": 1, "<|end|><|of|>": 2, "[.*]": 3})


def test_the_longest_token_wins():
    parts = list(ENDS.split("a<|end|><|of|>b<|end|>", allowed="all"))
    assert parts == [
        ("a", None),
        ("<|end|><|of|>", 2),
        ("b", None),
        ("<|end|>", 1),
    ]


def test_only_allowed_tokens_are_found():
    text = "a<|end|>[.*]"
    assert list(ENDS.split(text)) == [(text, None)]
    assert list(ENDS.split(text, allowed={"[.*]"})) == [
        ("a<|end|>", None),
        ("[.*]", 3),
    ]


def test_signs_of_regular_expressions_mean_themselves():
    assert list(ENDS.split("[xx]", allowed="all")) == [("[xx]", None)]


def test_nothing_to_find_gives_the_text_as_it_is():
    assert list(SpecialTokens({}).split("text", allowed="all")) == [
        ("text", None)
    ]


def test_an_unknown_token_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match=r"\['<\|pad\|>'\].*'<\|end\|>'"):
        list(ENDS.split("text", allowed=["<|pad|>"]))


def test_an_empty_token_is_refused():
    with pytest.raises(ValueError, match="cannot be the empty text"):
        SpecialTokens({"": 1})


def test_two_tokens_with_one_id_are_refused():
    with pytest.raises(ValueError, match=r"share an id: .*'a': 1, 'b': 1"):
        SpecialTokens({"a": 1, "b": 1})


def test_a_negative_id_is_refused():
    with pytest.raises(ValueError, match=r"negative id: .*'a': -1"):
        SpecialTokens({"a": -1})


def test_one_token_without_a_list_around_it_is_refused():
    with pytest.raises(TypeError, match=r"a list: write \['<\|end\|>'\]"):
        list(ENDS.split("text", allowed="<|end|>"))
