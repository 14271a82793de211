"""Read the files that lie beside this one."""

import lzma
from importlib.resources import files


def read_bytes(name: str) -> bytes:
    """Decompress a shipped file."""
    packed = files("unmasked.data").joinpath(name).read_bytes()
    return lzma.decompress(packed)


def read(name: str) -> str:
    """Decompress a shipped file and return its text."""
    return read_bytes(name).decode()
