"""Read the files that lie beside this one."""

import lzma
from importlib.resources import files


def read(name: str) -> str:
    """Decompress a shipped file and return its text."""
    packed = files("unmasked.data").joinpath(name).read_bytes()
    return lzma.decompress(packed).decode()
