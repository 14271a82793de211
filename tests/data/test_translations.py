import re
from itertools import chain, combinations
from pathlib import Path

import pytest

import unmasked.data
from unmasked.data.translations import PROGRAMS, translation_pairs

LANGUAGES = ["es", "de", "fr"]
SPLITS = ["train", "valid", "test"]


def letters(text: str) -> str:
    return re.sub(r"[^\w ]", "", text).casefold().strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_to_learn_from(language):
    assert len(translation_pairs(language)) > 11_000
    assert len(translation_pairs(language, "valid")) > 500
    assert len(translation_pairs(language, "test")) > 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_splits_make_up_the_whole(language):
    parts = (translation_pairs(language, split) for split in SPLITS)
    assert sorted(chain(*parts)) == sorted(translation_pairs(language))


@pytest.mark.parametrize("side", ["english", "foreign"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_of_one_split_is_in_another(language, side):
    seen = [
        {
            letters(getattr(pair, side))
            for pair in translation_pairs(language, s)
        }
        for s in SPLITS
    ]
    for one, other in combinations(seen, 2):
        assert one.isdisjoint(other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_message_comes_twice(language):
    english = [letters(pair.english) for pair in translation_pairs(language)]
    assert len(set(english)) == len(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_short_and_hold_nothing_to_fill_in(language):
    for pair in translation_pairs(language):
        for message in pair:
            assert not re.search(r"[%{}<>$\\~_&|=#@/\[\]\d\n\t]", message)
            assert (
                2 <= len(re.findall(r"[^\W\d_]+(?:['’-]\w+)*", message)) <= 10
            )


def test_every_shipped_catalog_is_read():
    folder = Path(unmasked.data.__file__).parent / "translations"
    shipped = {path.name for path in folder.iterdir()}
    assert shipped == {f"{program}.tsv.xz" for program in PROGRAMS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_is_not_left_untranslated(language):
    for pair in translation_pairs(language):
        assert letters(pair.english) != "" != letters(pair.foreign)
        assert pair.english.casefold() != pair.foreign.casefold()


def test_an_unknown_language_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match="language='it' must be one of"):
        translation_pairs("it")


def test_an_unknown_split_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match="split='dev' must be one of"):
        translation_pairs("es", "dev")
