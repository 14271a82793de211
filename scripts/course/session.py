"""Run one page in a fresh process, within limits of time.

The process is frozen as far as that is possible: its own environment
variables, an empty folder to stand in, one thread, no GPU, a fixed seed.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from course.page import Block, InlineValue, Page, Program
from course.project import HERE, Project
from course.store import LIBRARIES

WORKER = Path(__file__).with_name("worker.py")
# What Python needs from the outside on one system or another.
KEPT = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE",
        "LOCALAPPDATA", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds."""

    start: float = 300  # a slow machine that imports torch the first time
    block: float = 60
    page: float = 300


class Session:
    """A process that has its libraries imported and waits for its one page."""

    def __init__(
        self, libraries: Iterable[str] = LIBRARIES, seed: int = 0
    ) -> None:
        """Start the process; it gets ready on its own.

        Args:
            libraries: what to import, and to seed, before the page begins.
            seed: what all generators of random numbers start from.
        """
        self.seed = seed
        self.folder = tempfile.TemporaryDirectory(
            prefix="page-", ignore_cleanup_errors=True
        )
        self.errors = tempfile.TemporaryFile(  # noqa: SIM115 (see __exit__)
            "w+", encoding="utf-8"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(WORKER), *libraries],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            cwd=self.folder.name,
            env=self._environment(),
            text=True,
            encoding="utf-8",
        )
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        """Use as a context, so that no process is left behind."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.errors):
            if stream:
                stream.close()
        self.folder.cleanup()

    def _environment(self) -> dict[str, str]:
        frozen = {
            "COLUMNS": "80",
            "CUDA_VISIBLE_DEVICES": "",
            "LC_ALL": "C.UTF-8",
            "MKL_NUM_THREADS": "1",
            "NO_COLOR": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONHASHSEED": str(self.seed),
            "PYTHONUTF8": "1",
            "TERM": "dumb",
            "TZ": "UTC",
        }
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return kept | frozen

    def _listen(self) -> None:
        output = self.process.stdout
        assert output is not None  # it is a pipe
        try:
            for line in output:
                self.events.put(json.loads(line))
        except ValueError:
            pass  # closed, or killed in the middle of a line
        self.events.put({"gone": True})

    def run(
        self, page: Page, project: Project = HERE, limits: Limits | None = None
    ) -> dict[str, Any]:
        """Run a page: an output for each of its steps, and what it read.

        Raises:
            PageError: if a step fails, warns, or takes too long.
        """
        limits = limits or Limits()
        line = page.steps[0].line
        if "ready" not in self._event(page, line, limits.start, "start"):
            raise page.error(line, f"Python did not start:\n{self._said()}")
        job = {
            "page": page.name,
            "text": page.text,
            "root": str(project.root.resolve()),
            "seed": self.seed,
            "steps": [describe(step) for step in page.steps],
        }
        assert self.process.stdin is not None  # it is a pipe
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return self._follow(page, limits)

    def _follow(self, page: Page, limits: Limits) -> dict[str, Any]:
        """Watch the page run, step by step."""
        end = time.monotonic() + limits.page
        line, what = page.steps[0].line, "the page"
        while True:
            left = end - time.monotonic()
            event = self._event(page, line, min(limits.block, left), what)
            if "step" in event:
                step = page.steps[event["step"]]
                is_block = isinstance(step, Block)
                line, what = step.line, "block" if is_block else "inline value"
            elif "error" in event:
                raise page.error(event["line"], event["error"])
            elif "gone" in event:
                raise page.error(
                    line, f"the {what} ended its process:\n{self._said()}"
                )
            else:
                return event

    def _event(
        self, page: Page, line: int, seconds: float, what: str
    ) -> dict[str, Any]:
        try:
            return self.events.get(timeout=max(seconds, 0))
        except queue.Empty:
            raise page.error(
                line, f"stopped: the {what} ran longer than {seconds:.0f} s"
            ) from None

    def _said(self) -> str:
        """The end of what the process wrote to standard error."""
        self.errors.seek(0)
        return self.errors.read()[-2000:].rstrip()


def describe(step: Block | InlineValue) -> dict[str, Any]:
    """A step as the worker reads it."""
    if isinstance(step, Block):
        raises = step.options.get("raises", "")
        return {"line": step.line, "code": step.body, "raises": raises}
    if isinstance(step, Program):
        return {"line": step.line, "program": step.expression}
    return {"line": step.line, "expression": step.expression}
