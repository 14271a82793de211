"""MiniLM for the browser: what is kept, and in how many bits."""

import numpy as np
import pytest

from course import encoder_weights


def unpack(codes: np.ndarray, scales: np.ndarray) -> np.ndarray:
    nibbles = np.stack([codes & 15, codes >> 4], axis=-1).astype(int) - 8
    values = nibbles.reshape(len(codes), -1, encoder_weights.GROUP)
    return (values * scales[..., None].astype(float)).reshape(len(codes), -1)


def test_steps_of_the_scale_survive_packing():
    values = np.tile(np.arange(-7, 9), (3, 4)).clip(-7, 7) * 0.5
    codes, scales = encoder_weights.pack(values)
    np.testing.assert_allclose(unpack(codes, scales), values)


def test_packing_errs_by_half_a_step_and_clips_the_rare_large_one():
    values = np.random.default_rng(0).standard_normal((50, 64))
    restored = unpack(*encoder_weights.pack(values))
    error = np.abs(restored - values)
    step = np.abs(values).reshape(50, 2, 32).max(-1).repeat(32, 1) / 7
    assert (error <= step / 2 + 1e-3).mean() > 0.95
    assert np.sqrt((error**2).mean()) < 0.12


def test_zeros_are_packed_as_zeros():
    restored = unpack(*encoder_weights.pack(np.zeros((2, 32))))
    assert (restored == 0).all()


def test_marks_signs_frequent_words_and_ours_are_kept():
    pieces = ["[PAD]", "[CLS]", "[unused5]", "a", "##b", "é", "rare", "ours"]
    pieces += [f"x{i}" for i in range(len(pieces), 1996)] + ["the", "für"]
    kept = [pieces[i] for i in encoder_weights.kept(pieces, used=[7])]
    assert kept == ["[PAD]", "[CLS]", "a", "##b", "ours", "the"]


def test_other_weights_are_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"not the model")
    with pytest.raises(ValueError, match=r"is not the file that was tested"):
        encoder_weights.trusted(path)
