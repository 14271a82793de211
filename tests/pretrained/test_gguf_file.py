"""GGUF tensors are those that were written, within what 4 bits can hold."""

import gguf
import numpy as np
import pytest
import torch
from gguf.quants import quantize

from unmasked.pretrained.gguf_file import GGUFTensors

RANDOM = np.random.default_rng(0)


@pytest.fixture
def weights() -> np.ndarray:
    return RANDOM.standard_normal((4, 64)).astype(np.float32)


def write(path, tensors, *, kind=None) -> None:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_uint32("llama.block_count", 3)
    for name, array in tensors.items():
        data = array if kind is None else quantize(array, kind)
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@pytest.mark.against("gguf", exactly=True)
def test_floats_come_back_as_they_were(tmp_path, weights):
    write(tmp_path / "f32.gguf", {"w": weights})
    found = GGUFTensors(tmp_path / "f32.gguf")
    assert list(found) == ["w"]
    assert len(found) == 1
    assert found["w"].equal(torch.tensor(weights))
    assert found.field("llama.block_count") == 3


def test_four_bits_come_back_within_half_a_step(tmp_path, weights):
    kind = gguf.GGMLQuantizationType.Q4_1
    write(tmp_path / "q4.gguf", {"w": weights}, kind=kind)
    found = GGUFTensors(tmp_path / "q4.gguf")["w"]
    blocks = torch.tensor(weights).unflatten(1, (-1, 32))
    # 15 steps from the smallest to the largest of each block of 32; scale and
    # offset are 16-bit floats, which adds a little.
    step = (blocks.amax(-1) - blocks.amin(-1)) / 15
    error = (found.unflatten(1, (-1, 32)) - blocks).abs().amax(-1)
    assert (error <= 0.5 * step + 4e-3).all()


def test_a_foreign_file_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("not a model at all, just words")
    with pytest.raises(ValueError, match="truncated or no GGUF file"):
        GGUFTensors(tmp_path / "notes.txt")


def test_a_truncated_file_is_refused(tmp_path, weights):
    path = tmp_path / "cut.gguf"
    write(path, {"w": weights})
    whole = path.read_bytes()
    for length in range(0, len(whole), 11):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="truncated or no GGUF file"):
            GGUFTensors(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file .*nothing"):
        GGUFTensors(tmp_path / "nothing")
