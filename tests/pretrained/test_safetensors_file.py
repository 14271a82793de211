"""A safetensors file is a mapping; anything else is refused by name."""

import pytest
import torch
from safetensors.torch import save_file

from unmasked.pretrained.safetensors_file import SafeTensors


@pytest.mark.against(rule="what was saved", exactly=True)
def test_holds_what_was_saved(tmp_path):
    tensors = {"a": torch.randn(2, 3), "b": torch.arange(4)}
    save_file(tensors, tmp_path / "model.safetensors")
    with SafeTensors(tmp_path / "model.safetensors") as found:
        assert set(found) == {"a", "b"}
        assert len(found) == 2
        for name, tensor in tensors.items():
            assert found[name].equal(tensor)
        assert "c" not in found


def test_a_truncated_file_is_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    save_file({"a": torch.randn(20, 30)}, path)
    path.write_bytes(path.read_bytes()[:200])
    with (
        pytest.raises(ValueError, match="truncated or no safetensors file"),
        SafeTensors(path),
    ):
        pass


def test_a_missing_file_is_named(tmp_path):
    with (
        pytest.raises(FileNotFoundError, match=r"no file .*nothing"),
        SafeTensors(tmp_path / "nothing"),
    ):
        pass


def test_an_unknown_name_is_a_key_error(tmp_path):
    path = tmp_path / "model.safetensors"
    save_file({"w": torch.zeros(1)}, path)
    with SafeTensors(path) as tensors, pytest.raises(KeyError, match="nothing"):
        tensors["nothing"]


def test_it_is_read_only_while_it_is_open(tmp_path):
    path = tmp_path / "model.safetensors"
    save_file({"w": torch.zeros(1)}, path)
    closed = SafeTensors(path)
    for read in (len, list, lambda tensors: tensors["w"]):
        with pytest.raises(ValueError, match=r"model\.safetensors is not open"):
            read(closed)
    with closed as tensors:
        assert list(tensors) == ["w"]
    with pytest.raises(ValueError, match="is not open"):
        closed["w"]
