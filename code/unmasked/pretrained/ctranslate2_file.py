"""Read tensors from the model.bin of CTranslate2, an engine for inference.

A short header, then one tensor after another: its name, its sizes, the type
and number of its bytes, and the bytes. At the end stand second names of
tensors that are used twice.

Source: `_serialize` in
https://github.com/OpenNMT/CTranslate2/blob/master/python/ctranslate2/specs/model_spec.py
"""

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch
from torch import Tensor

VERSION = 6  # of the format
DTYPES = [
    torch.float32,
    torch.int8,
    torch.int16,
    torch.int32,
    torch.float16,
    torch.bfloat16,
]


@dataclass(frozen=True)
class _Place:
    """Where a tensor lies in the file, and what its bytes mean."""

    start: int
    shape: tuple[int, ...]
    dtype: torch.dtype


class CTranslate2Tensors(Mapping[str, Tensor]):
    """The tensors of a model.bin, by name, each read when it is asked for.

    Args:
        path: the file.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is truncated, of another version, or something else.

    Example:
        >>> from unmasked.pretrained.whisper_tiny import whisper_file
        >>> tensors = CTranslate2Tensors(whisper_file("model.bin"))
        >>> tensors["encoder/conv1/weight"].shape
        torch.Size([384, 80, 3])
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileNotFoundError(f"there is no file {path}")
        self._path = path
        with path.open("rb") as file:
            try:
                self._places = _read_places(file, path.stat().st_size)
            except (struct.error, UnicodeDecodeError, LookupError) as error:
                raise ValueError(
                    f"{path} is truncated or no CTranslate2 file: {error}"
                ) from None

    def __getitem__(self, name: str) -> Tensor:
        """One tensor, in the type that it is stored in."""
        place = self._places[name]
        stored = np.fromfile(
            self._path,
            np.uint8,
            count=math.prod(place.shape) * place.dtype.itemsize,
            offset=place.start,
        )
        return torch.from_numpy(stored).view(place.dtype).view(place.shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _read_places(file: BinaryIO, size: int) -> dict[str, _Place]:
    """Read everything but the numbers, and check that all of it is there."""
    (version,) = _numbers(file, "I")
    if version != VERSION:
        # A LookupError as for a dtype that nobody knows: a foreign file.
        raise LookupError(f"its version is {version}, not {VERSION}")
    _text(file)  # the kind of model
    _numbers(file, "I")  # the revision of that kind
    places: dict[str, _Place] = {}
    for _ in range(*_numbers(file, "I")):
        name = _text(file)
        shape = _numbers(file, f"{_numbers(file, 'B')[0]}I")
        dtype = DTYPES[_numbers(file, "B")[0]]
        (n_bytes,) = _numbers(file, "I")
        if n_bytes != math.prod(shape) * dtype.itemsize:
            raise LookupError(f"{n_bytes} bytes for {name} of shape {shape}")
        places[name] = _Place(file.tell(), shape, dtype)
        if file.seek(n_bytes, 1) > size:
            raise LookupError(f"it ends within {name}")
    for _ in range(*_numbers(file, "I")):
        alias = _text(file)
        places[alias] = places[_text(file)]
    return places


def _numbers(file: BinaryIO, kinds: str) -> tuple[Any, ...]:
    """Unsigned numbers, of the sizes that `struct` calls B, H and I."""
    layout = struct.Struct(f"<{kinds}")
    return layout.unpack(file.read(layout.size))


def _text(file: BinaryIO) -> str:
    (length,) = _numbers(file, "H")
    (text,) = _numbers(file, f"{length}s")
    return text.rstrip(b"\0").decode()
