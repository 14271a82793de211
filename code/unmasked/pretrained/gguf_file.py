"""Read tensors from a GGUF file, the format of llama.cpp.

Its weights are quantized: a block of 32 weights shares a scale, and in some
formats an offset. In Q4_1 a weight takes 4 bits: w = scale · n + offset, with
n from 0 to 15. Reading it back is exact; what rounding has lost is lost.

Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor


class GGUFTensors(Mapping[str, Tensor]):
    """The tensors of a GGUF file, by name, each made when it is asked for.

    Args:
        path: the file.

    Raises:
        ModuleNotFoundError: if the package `gguf` is not installed.
        FileNotFoundError: if there is no such file.
        ValueError: if it is truncated or something else.

    Example:
        >>> from unmasked.pretrained.smollm2 import smollm2_file
        >>> tensors = GGUFTensors(smollm2_file())
        >>> tensors["output_norm.weight"].shape
        torch.Size([576])
    """

    def __init__(self, path: Path) -> None:
        try:
            from gguf import GGUFReader
        except ModuleNotFoundError:
            raise ModuleNotFoundError(
                "reading GGUF files takes a package:\n    pip install gguf"
            ) from None
        if not path.is_file():
            raise FileNotFoundError(f"there is no file {path}")
        try:
            self._reader = GGUFReader(path)
            self._tensors = {t.name: t for t in self._reader.tensors}
        except (ValueError, IndexError, KeyError, OverflowError) as error:
            raise ValueError(
                f"{path} is truncated or no GGUF file: {error}"
            ) from None

    def __getitem__(self, name: str) -> Tensor:
        """One tensor, in float32."""
        from gguf.quants import dequantize

        found = self._tensors[name]
        # A copy: the file itself is mapped into memory, for reading only.
        return torch.tensor(dequantize(found.data, found.tensor_type))

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def field(self, name: str) -> Any:
        """A piece of metadata, such as the vocabulary.

        Raises:
            KeyError: if the file has none of that name.
        """
        return self._reader.fields[name].contents()
