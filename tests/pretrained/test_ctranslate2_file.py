"""A model.bin holds what CTranslate2 wrote; anything else is refused."""

import struct

import numpy as np
import pytest
import torch
from ctranslate2.specs.model_spec import ModelSpec

from unmasked.pretrained.ctranslate2_file import CTranslate2Tensors

RANDOM = np.random.default_rng(0)


class Spec(ModelSpec):
    """The least that CTranslate2's own writer wants."""

    name = "TestSpec"

    def __init__(self) -> None:
        super().__init__()
        self.scale = np.float32(0.5)
        self.again = self.matrix = np.float32(RANDOM.standard_normal((3, 4)))
        self.kernel = np.float16(RANDOM.standard_normal((2, 3, 5)))
        self.small = np.int8([[-7, 8]])
        self.middle, self.whole = np.int16([-300, 7]), np.int32([2**20])
        self.half = torch.randn(4).bfloat16()


@pytest.fixture
def written(tmp_path):
    spec = Spec()
    wanted = {
        name: torch.as_tensor(getattr(spec, name))
        for name in (
            "scale",
            "matrix",
            "again",
            "kernel",
            "small",
            "middle",
            "whole",
            "half",
        )
    }
    spec.validate()
    spec.optimize()
    spec.save(str(tmp_path))
    return tmp_path / "model.bin", wanted


@pytest.mark.against(rule="what was written", exactly=True)
def test_every_type_comes_back_as_it_was_written(written):
    path, wanted = written
    found = CTranslate2Tensors(path)
    assert set(found) == set(wanted)
    assert len(found) == len(wanted)
    for name, tensor in wanted.items():
        assert found[name].dtype == tensor.dtype
        assert found[name].equal(tensor)


def test_a_tensor_that_is_used_twice_is_stored_once(written):
    path, wanted = written
    stored = path.read_bytes().count(wanted["matrix"].numpy().tobytes())
    assert stored == 1


def test_an_unknown_name_is_a_key_error(written):
    path, _ = written
    with pytest.raises(KeyError, match="nothing"):
        CTranslate2Tensors(path)["nothing"]


def test_a_file_cut_anywhere_is_refused(written):
    path, _ = written
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="truncated or no CTranslate2"):
            CTranslate2Tensors(path)


def test_a_foreign_file_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a model at all, just words")
    with pytest.raises(ValueError, match="no CTranslate2 file: its version is"):
        CTranslate2Tensors(path)


def test_an_older_format_is_refused(written):
    path, _ = written
    path.write_bytes(struct.pack("<I", 5) + path.read_bytes()[4:])
    with pytest.raises(ValueError, match="its version is 5, not 6"):
        CTranslate2Tensors(path)


def test_sizes_that_contradict_each_other_are_refused(tmp_path):
    path = tmp_path / "model.bin"
    start = struct.pack("<IH2sII", 6, 2, b"S\0", 1, 1)
    tensor = struct.pack("<H2sBIBI", 2, b"w\0", 1, 3, 0, 8)
    path.write_bytes(start + tensor + bytes(12))
    with pytest.raises(ValueError, match=r"8 bytes for w of shape \(3,\)"):
        CTranslate2Tensors(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file .*nothing"):
        CTranslate2Tensors(tmp_path / "nothing")
