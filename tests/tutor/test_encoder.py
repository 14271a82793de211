"""The encoder in the browser computes what the one in PyTorch computes."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from course import encoder_weights
from tests.tutor.conftest import run_script
from unmasked.pretrained.minilm import embed_texts, load_minilm, minilm_file

TEXTS = [
    "Why do we divide the scores by the square root of the width?",
    "what happens to a row that has no key left",
    "économistes naïfs: 3.25 % — 北京 unaffable?!",
    "How does a causal mask keep the model from seeing the future?",
    "a",
]


def encode(weights: Path, vocabulary: Path) -> tuple[np.ndarray, list]:
    given = {
        "weights": str(weights),
        "vocabulary": str(vocabulary),
        "texts": TEXTS,
    }
    result = run_script("encode.mjs", given)
    return np.array(result["vectors"]), result["ids"]


@pytest.fixture(scope="module")
def expected() -> np.ndarray:
    return embed_texts(*load_minilm(), TEXTS).numpy()


def test_published_weights_give_the_vectors_of_pytorch(expected):
    model = minilm_file("model.safetensors")
    vectors, _ = encode(model, minilm_file("vocab.txt"))
    np.testing.assert_allclose(vectors, expected, rtol=0, atol=2e-6)


def test_pieces_are_those_of_our_tokenizer():
    _, tokenizer = load_minilm()
    model = minilm_file("model.safetensors")
    _, ids = encode(model, minilm_file("vocab.txt"))
    for text, found in zip(TEXTS, ids, strict=True):
        assert found[1:-1] == tokenizer.encode(text)


def test_a_changed_weight_is_noticed(expected, tmp_path):
    tensors = load_file(minilm_file("model.safetensors"))
    tensors["encoder.layer.3.output.dense.bias"][7] += 0.05
    save_file(tensors, tmp_path / "changed.safetensors")
    vectors, _ = encode(
        tmp_path / "changed.safetensors", minilm_file("vocab.txt")
    )
    assert np.abs(vectors - expected).max() > 1e-4


def test_four_bits_keep_the_direction(expected, tmp_path):
    _, tokenizer = load_minilm()
    used = {i for text in TEXTS for i in tokenizer.encode(text)}
    keep = encoder_weights.kept(tokenizer.pieces, used)
    model = encoder_weights.trusted(minilm_file("model.safetensors"))
    weights = tmp_path / "small.safetensors"
    weights.write_bytes(encoder_weights.shrink(model, keep))
    assert weights.stat().st_size < 8.5e6
    vocabulary = tmp_path / "vocab.txt"
    pieces = "".join(f"{tokenizer.pieces[i]}\n" for i in keep)
    vocabulary.write_text(pieces, "utf-8")
    vectors, _ = encode(weights, vocabulary)
    cosines = (vectors * expected).sum(axis=1)
    # 0.967 is the mean over the questions about lesson 1.2
    assert cosines.min() > 0.94, cosines


def test_a_long_text_is_cut(tmp_path):
    given = {
        "weights": str(minilm_file("model.safetensors")),
        "vocabulary": str(minilm_file("vocab.txt")),
        "texts": ["word " * 300],
    }
    assert len(run_script("encode.mjs", given)["ids"][0]) == 128
