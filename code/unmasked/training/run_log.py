"""What a run writes down: a line for each step.

Lesson: docs/language-models/pre-training.md
"""

import json
import math
from pathlib import Path

from unmasked.tokenizers._files import save_text


class RunLog:
    """The numbers of a run, one JSON object a line.

    Lines behind the step that a run goes on from are taken away, so that each
    step is there once, whatever happened in between.

    Args:
        path: the file.
        step: the last step whose lines are kept.
        silent: write and say nothing, as all processes but the first do.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     log = RunLog(Path(folder) / "losses.jsonl", step=0)
        ...     log.write(step=1, loss=2.5)
        ...     log.close()
        ...     print((Path(folder) / "losses.jsonl").read_text(), end="")
        {"step": 1, "loss": 2.5}
    """

    def __init__(self, path: Path, *, step: int, silent: bool = False) -> None:
        self.silent = silent
        if silent:
            return
        text = path.read_text("utf-8", "replace") if path.exists() else ""
        lines = text.split("\n")
        kept = [line for line in lines if _step(line) <= step]
        # In one go, so that a kill just now loses no line.
        save_text(path, "".join(f"{line}\n" for line in kept))
        self.file = path.open("a", encoding="utf-8", buffering=1)

    def write(self, **numbers: float | None) -> None:
        """Add a line."""
        if not self.silent:
            self.file.write(json.dumps(numbers) + "\n")

    def say(self, text: object) -> None:
        """Tell whoever is waiting."""
        if not self.silent:
            print(text, flush=True)

    def close(self) -> None:
        """Write no more."""
        if not self.silent:
            self.file.close()


def _step(line: str) -> float:
    """The step that a line tells of; none yet if a kill left only half."""
    try:
        return json.loads(line)["step"]
    except (ValueError, KeyError, TypeError):
        return math.inf
