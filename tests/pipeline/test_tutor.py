"""The tutor's files beside a lesson, with and without the model."""

import json
from pathlib import Path

import numpy as np
import pytest

from course import tutor

PAGE = """<p class="lesson-head">Lesson</p>
<article><h1 id="masks">Masks</h1>
<p>A mask hides the future. It is a triangle.</p></article>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in {"lesson": PAGE, "other": "<article></article>"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(text)
    return tmp_path


def index(site: Path) -> dict:
    return json.loads((site / "lesson" / "tutor.json").read_text("utf-8"))


def test_only_lessons_get_one(site):
    tutor.write(site, by_meaning=False)
    assert index(site)["places"][0]["section"] == "masks"
    assert not (site / "other" / "tutor.json").exists()


def test_without_the_model_words_remain(site, monkeypatch):
    monkeypatch.setattr(tutor, "PACKAGE", "no_such_package")
    tutor.write(site)
    assert index(site)["meaning"] is None
    assert not (site / "assets").exists()


def test_every_part_of_a_place_has_its_vector(site):
    tutor.write(site)
    meaning = index(site)["meaning"]
    assert meaning["owners"] == [0, 0, 0]  # the whole, and two sentences
    vectors = np.fromfile(site / "lesson" / "tutor.bin", np.int8)
    lengths = np.linalg.norm(vectors.reshape(3, -1) * meaning["step"], axis=1)
    np.testing.assert_allclose(lengths, 1, atol=0.02)
    sizes = [
        (site / "assets" / "tutor" / meaning[use]).stat().st_size
        for use in ("weights", "vocabulary")
    ]
    assert sum(sizes) == meaning["bytes"]


def test_vectors_are_remembered(tmp_path, monkeypatch):
    vectors = tutor.Vectors(tmp_path / "vectors.sqlite")
    first = vectors.of(["a mask", "a key"])
    monkeypatch.setattr(
        tutor, "_embed", lambda texts: ((text, b"new") for text in texts)
    )
    assert vectors.of(["a key", "a value"]) == {
        "a key": first["a key"],
        "a value": b"new",
    }
