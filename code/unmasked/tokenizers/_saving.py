"""Write a file completely or not at all."""

from pathlib import Path


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
