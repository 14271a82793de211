"""Write a file completely or not at all; read one or say what is wrong."""

import json
from pathlib import Path
from typing import Any


def save_text(path: Path, text: str) -> None:
    """Put a text under its name only when all of it is on the disk.

    If anything goes wrong before, a full disk or an interrupt, what was there
    stays there.
    """
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        unfinished.write_text(text, "utf-8", newline="")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_json(path: Path) -> Any:
    """Read JSON, naming the file if it is none.

    Raises:
        ValueError: if the file is not JSON.
    """
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is truncated or no JSON: {error}") from None
