"""Show the site while it is edited; a saved file is on the screen soon after.

    python scripts/serve.py [--port 8000]

A mistake on a page shows in the terminal, and the browser keeps the last site
that could be built.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserverVFS

from course import edits, outputs, pyodide, site
from course.project import HERE, Project
from course.session import Session


def watched(folder: str | None) -> Iterator[os.DirEntry[str]]:
    """The files whose change is an edit."""
    for entry in os.scandir(folder):
        if entry.name not in edits.WRITTEN:
            yield entry


class Spare:
    """A session that has imported torch before anybody needs it."""

    def __init__(self) -> None:
        self.session, self.lock = Session(), threading.Lock()

    def take(self) -> Session:
        """Hand it over, and get the next one ready."""
        with self.lock:  # pages run two at a time
            ready, self.session = self.session, Session()
        return ready


class Preview:
    """Builds aside, and shows the last site that could be built."""

    def __init__(self, address: tuple[str, int], folder: Path) -> None:
        self.shown, self.next = folder / "site", folder / "next"
        self.spare = Spare()
        self.built: edits.State = {}
        host, port = address
        self.server = LiveReloadServer(
            builder=self.build, host=host, port=port, root=str(self.shown)
        )
        self.server.error_handler = self.explain
        self.server.observer = PollingObserverVFS(  # type: ignore[assignment]
            stat=os.stat, listdir=watched, polling_interval=0.2
        )

    def build(self) -> None:
        """Bring everything up to date, or say what is in the way."""
        begun = time.perf_counter()
        now = edits.state(HERE)
        errors = self.bring(edits.concerned(self.built, now, HERE))
        if errors:
            print("\n".join(["", *errors, ""]), file=sys.stderr, flush=True)
            say("the last site that could be built stays on the screen")
            return
        # the server lets requests wait meanwhile
        shutil.rmtree(self.shown, ignore_errors=True)
        self.next.rename(self.shown)
        self.built = now
        say(f"built in {time.perf_counter() - begun:.1f} s")

    def bring(self, project: Project) -> list[str]:
        """Build a course, or the part of it that was edited; what is wrong."""
        shutil.rmtree(self.next, ignore_errors=True)
        if project.only is not None:
            shutil.copytree(self.shown, self.next)
        return outputs.refresh(
            project, report=say, start=self.spare.take
        ) or site.build(
            self.next,
            project,
            address=self.server.url,
            search_of=self.shown if self.shown.exists() else None,
            small=False,
        )

    def explain(self, code: int) -> bytes:
        """Answer for a page that is not there."""
        page = Path(self.shown, f"{code}.html")
        if page.exists():
            return page.read_bytes()
        return b"There is no site yet: the terminal says why."

    def run(self) -> None:
        """Build, and build again whenever a file is saved, until Ctrl-C."""
        for error in pyodide.fetch(report=say):
            say(error)
        self.build()
        for path in (HERE.docs, HERE.code, HERE.root / "mkdocs.yml"):
            self.server.watch(str(path))
        say(f"watching docs/, code/ and mkdocs.yml; open {self.server.url}")
        try:
            self.server.serve()
        except KeyboardInterrupt:
            say("stopped")
        finally:
            self.server.shutdown()
            self.spare.session.__exit__()


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        Preview(("127.0.0.1", port), Path(folder)).run()


if __name__ == "__main__":
    main()
