"""A file of tokens: one long row of ids on disk, mapped into memory.

The tokens of all documents stand one after another in a `.npy` file, whose
header states their type and number. The operating system reads only the pages
that are used, so the file may be far larger than the memory.

Source: the format: NumPy, https://numpy.org/neps/nep-0001-npy-format.html
Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import numpy as np

DTYPES = (np.dtype(np.uint16), np.dtype(np.uint32))


def write_tokens(
    path: Path, tokens: Iterable[Iterable[int]], *, vocab_size: int
) -> int:
    """Write token ids to a file, piece by piece; return how many there are.

    Two bytes for each token if the vocabulary allows it, else four. The file
    appears under its name only when it is complete.

    Raises:
        ValueError: if there is no token, or an id is none of the vocabulary.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder) / "tokens.npy"
        ...     n = write_tokens(path, [[1, 2], [3]], vocab_size=300)
        ...     print(n, read_tokens(path))
        3 [1 2 3]
    """
    dtype = DTYPES[vocab_size > 2**16]
    unfinished = path.with_name(f"{path.name}.unfinished")
    total = 0
    try:
        with unfinished.open("wb") as file:
            _write_header(file, total, dtype)
            for piece in tokens:
                ids = np.fromiter(piece, dtype=np.int64)
                if ids.size and not 0 <= ids.min() <= ids.max() < vocab_size:
                    raise ValueError(
                        f"ids from {ids.min()} to {ids.max()} do not fit "
                        f"{vocab_size=}"
                    )
                file.write(ids.astype(dtype).tobytes())
                total += ids.size
            # NumPy leaves room in the header for the length to grow.
            file.seek(0)
            _write_header(file, total, dtype)
        if not total:
            raise ValueError(f"there are no tokens to write to {path}")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return total


def read_tokens(path: Path) -> np.ndarray:
    """Map a file of tokens into memory, without reading it.

    Raises:
        FileNotFoundError: if there is none.
        ValueError: if the file is foreign, truncated, or holds anything but
            one row of tokens.
    """
    try:
        tokens = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise ValueError(
            f"{path} is truncated or no file of tokens: {error}"
        ) from None
    if tokens.ndim != 1 or tokens.dtype not in DTYPES:
        raise ValueError(
            f"{path} should hold one row of uint16 or uint32, but holds "
            f"{tokens.dtype} of shape {tokens.shape}"
        )
    # A plain array over the same memory is quicker to index than a memmap.
    return tokens.view(np.ndarray)


def _write_header(file: BinaryIO, length: int, dtype: np.dtype) -> None:
    np.lib.format.write_array_header_1_0(
        file, {"descr": dtype.str, "fortran_order": False, "shape": (length,)}
    )
