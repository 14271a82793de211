"""Read a pickle that holds plain data, and refuse one that would run code.

A pickle is a program: it may name any function that Python can import, and
have it called while it is opened. Names come in by one door, `find_class`.
With that shut there is nothing to call, and what is left builds numbers,
texts, lists and dictionaries.

Source: "Restricting Globals" in https://docs.python.org/3/library/pickle.html
"""

import io
import pickle
from pathlib import Path
from typing import Any, Never


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Never:
        raise pickle.UnpicklingError(f"it wants to use {module}.{name}")


def read_plain_pickle(path: Path) -> Any:
    """What a pickle holds, if that is data alone.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is truncated, no pickle, or names a class or a
            function; nothing of it was called.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "data.pkl")
        ...     _ = path.write_bytes(pickle.dumps({"c": 4, "C": 5}))
        ...     read_plain_pickle(path)
        {'c': 4, 'C': 5}
    """
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        return _PlainUnpickler(io.BytesIO(path.read_bytes())).load()
    except (
        pickle.UnpicklingError,
        ArithmeticError,
        AttributeError,
        EOFError,
        LookupError,
        MemoryError,  # a length that is none
        TypeError,
        ValueError,
    ) as error:
        raise ValueError(
            f"{path} is not read: it is truncated, or more than plain data "
            f"({error})"
        ) from None
