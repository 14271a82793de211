"""What counts as a clean pair of messages."""

import doctest

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

import message_catalogs
from message_catalogs import is_clean, key, pairs, tidy

WRITERS = {".mo": write_mo, ".po": write_po}


@pytest.fixture
def catalog() -> Catalog:
    catalog = Catalog(locale="fr")
    catalog.add("_Open the file...", "_Ouvrir le fichier...")
    catalog.add("Delete %s now", "Supprimer %s maintenant")
    catalog.add(("One new page", "Many new pages"), ("Une page", "Des pages"))
    catalog.add("Not yet done", "")
    catalog.add("Visual Studio Code", "Visual Studio Code")
    catalog.add("Only guessed so far", "Deviné pour le moment", flags=["fuzzy"])
    return catalog


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(message_catalogs).failed == 0


@pytest.mark.parametrize("suffix", [".mo", ".po"])
def test_only_finished_and_clean_translations_are_taken(
    catalog, tmp_path, suffix
):
    path = tmp_path / f"messages{suffix}"
    with path.open("wb") as file:
        WRITERS[suffix](file, catalog)
    assert sorted(pairs([path])) == [
        ("One new page", "Une page"),
        ("Open the file…", "Ouvrir le fichier…"),
    ]


@pytest.mark.parametrize(
    "message",
    ["Save", "a " * 11, "5 files", "<b>Bold</b> text", "at :"],
)
def test_what_is_not_a_short_plain_message_is_refused(message):
    assert not is_clean(tidy(message))


def test_french_blanks_before_punctuation_do_not_count_as_words():
    assert is_clean(tidy("Quel fichier\u202f?"))
    assert not is_clean(tidy("Fichier\u202f?"))


def test_capitals_and_punctuation_do_not_make_another_message():
    assert key("Save As…") == key("save as") != key("save this")
