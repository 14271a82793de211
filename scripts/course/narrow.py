"""Run practices with what the reader's page has, and nothing more.

Started as a script under `python -I -S`. Its arguments are the wheel and the
folders of installed packages: from those come the libraries that the page has
too, everything else from the wheel and from Python itself. Reads a job, writes
for each practice what its start and its solution did.
"""

import contextlib
import io
import json
import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

ALSO = {"numpy", "autograd", "jaxtyping", "wadler_lindig"}
OURS = {"unmasked", "in_page", "plotly"}


class Narrow(PathFinder):
    """Finds what the page has."""

    @classmethod
    def find_spec(
        cls,
        fullname: str,
        path: Any = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Find nothing else."""
        top = fullname.partition(".")[0]
        if top in OURS | ALSO or top in sys.stdlib_module_names:
            return super().find_spec(fullname, path, target)
        return None


def tried(job: dict[str, Any]) -> list[dict[str, Any]]:
    """What the start and the solution of each practice do."""
    from in_page.session import Session

    answers = []
    for practice in job["practices"]:
        answer = {}
        for what in ("start", "solution"):
            said: list[str] = []
            session = Session(job["units"], said.append, lambda _: None)
            result = session.run(practice["practice"], practice[what])
            answer[what] = {
                "error": result.error,
                "passed": result.passed,
                "said": "".join(said),
            }
        answers.append(answer)
    return answers


if __name__ == "__main__":
    ours, *libraries = sys.argv[1:]
    sys.path = [ours, *sys.path, *libraries]
    sys.meta_path = [
        finder for finder in sys.meta_path if finder is not PathFinder
    ] + [Narrow]
    job = json.loads(sys.stdin.buffer.read())
    with contextlib.redirect_stdout(io.StringIO()):
        answers = tried(job)
    print(json.dumps(answers))
