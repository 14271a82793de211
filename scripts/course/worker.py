"""The other side of `session`: the fresh process in which one page runs.

Started as a script of its own, so that a page finds here what a reader's
machine would offer and nothing of the pipeline. Reads one job from standard
input, reports each step as a line of JSON, then the result.
"""

import contextlib
import importlib
import io
import json
import linecache
import os
import random
import sys
import threading
import traceback
import types
import warnings
from pathlib import Path
from typing import Any

LONGEST_PRINT = 100_000  # characters; more is a runaway loop


class StepError(Exception):
    """What went wrong in a step, in the page's own terms."""

    def __init__(self, message: str, line: int | None = None) -> None:
        """Without a line, the step as a whole is meant."""
        super().__init__(message)
        self.line = line


class Capture(io.StringIO):
    """What a block prints, as far as it can be meant for a page."""

    def write(self, text: str) -> int:
        """Refuse to grow without bound."""
        if self.tell() + len(text) > LONGEST_PRINT:
            raise RuntimeError(f"more than {LONGEST_PRINT} characters printed")
        return super().write(text)


class Session:
    """One page being run."""

    def __init__(self, job: dict[str, Any]) -> None:
        """Make the module in which all blocks of the page run."""
        self.job, self.file = job, str(job["page"])
        self.root = Path(job["root"]).resolve()
        self.module = types.ModuleType("__main__")
        self.figures: list[dict[str, Any]] = []
        self.warnings: list[str] = []
        self.opened: set[str] = set()

    def run(self) -> dict[str, Any]:
        """Run all steps; what came out, or what went wrong and where."""
        self._prepare()
        outputs: list[Any] = []
        for number, step in enumerate(self.job["steps"]):
            tell({"step": number})
            try:
                outputs.append(self._run(step))
            except StepError as error:
                line = error.line or step["line"]
                return {"error": str(error), "line": line}
        return {"outputs": outputs, "data": self._data()}

    def _run(self, step: dict[str, Any]) -> Any:
        if "code" in step:
            return self._block(step)
        if "program" in step:
            return self._program(step)
        return self._value(step)

    def _prepare(self) -> None:
        """Make the same what chance or a machine could decide."""
        random.seed(self.job["seed"])
        if numpy := sys.modules.get("numpy"):
            numpy.random.seed(self.job["seed"])
        if torch := sys.modules.get("torch"):
            torch.manual_seed(self.job["seed"])
            torch.set_num_threads(1)
        sys.modules["__main__"] = self.module
        sys.argv = [self.file]
        sys.path.insert(0, str(self.root / "code"))
        lines = self.job["text"].splitlines(keepends=True)
        linecache.cache[self.file] = (len(lines), None, lines, self.file)
        warnings.showwarning = self._warn
        if "plotly" in sys.modules:
            self._capture_figures()
        sys.addaudithook(self._audit)

    def _capture_figures(self) -> None:
        """Let `fig.show()` hand its figure over."""
        import plotly.io as pio

        figures = self.figures

        class Renderer(pio.base_renderers.ExternalRenderer):
            def render(self, figure: dict[str, Any]) -> None:
                figure["layout"].pop("template", None)
                text = pio.to_json(figure, validate=False, engine="json")
                figures.append(json.loads(text))

        pio.renderers["page"] = Renderer()
        pio.renderers.default = "page"
        pio.templates.default = "none"

    def _block(self, step: dict[str, Any]) -> dict[str, Any]:
        expected, printed, last_line = step["raises"], Capture(), ""
        # lines in front of the code: tracebacks then name the line of the page
        source = "\n" * step["line"] + step["code"]
        try:
            with contextlib.redirect_stdout(printed):
                code = compile(source, self.file, "exec", dont_inherit=True)
                exec(code, self.module.__dict__)
        except BaseException as error:
            # also SystemExit: a page cannot end its session unseen
            if type(error).__name__ != expected:
                raise self._explain(error, "block", expected) from None
            last_line = traceback.format_exception_only(error)[-1].rstrip()
        else:
            if expected:
                raise StepError(f"the block should raise {expected}, did not")
        self._check_warnings()
        figures = self.figures.copy()
        self.figures.clear()
        return {
            "stdout": printed.getvalue(),
            "error": last_line,
            "figures": figures,
        }

    def _value(self, step: dict[str, Any]) -> str:
        printed = Capture()
        source = "\n" * (step["line"] - 1) + f"({step['expression']}\n)"
        try:
            with contextlib.redirect_stdout(printed):
                code = compile(source, self.file, "eval", dont_inherit=True)
                value = str(eval(code, self.module.__dict__))
        except BaseException as error:
            raise self._explain(error, "inline value") from None
        self._check_warnings()
        if printed.getvalue() or self.figures:
            raise StepError("an inline value neither prints nor draws")
        return value

    def _program(self, step: dict[str, Any]) -> str:
        """What the code in a question prints, as if it had never been run."""
        printed = Capture()
        source = "\n" * (step["line"] - 1) + step["program"]
        numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
        chance = random.getstate()
        chance_numpy = numpy.random.get_state() if numpy else None
        chance_torch = torch.get_rng_state() if torch else None
        try:
            with contextlib.redirect_stdout(printed):
                code = compile(source, self.file, "exec", dont_inherit=True)
                exec(code, dict(self.module.__dict__))
        except BaseException as error:
            raise self._explain(error, "code in the question") from None
        random.setstate(chance)
        if numpy:
            numpy.random.set_state(chance_numpy)
        if torch:
            torch.set_rng_state(chance_torch)
        self._check_warnings()
        if self.figures:
            raise StepError("the code in a question does not draw")
        return printed.getvalue()

    def _warn(self, *arguments: Any, **_: Any) -> None:
        message, category = arguments[:2]
        self.warnings.append(f"{category.__name__}: {message}")

    def _check_warnings(self) -> None:
        if self.warnings:
            raise StepError(
                f"a warning, which every reader would get: {self.warnings[0]}"
            )

    def _explain(
        self, error: BaseException, what: str, expected: str = ""
    ) -> StepError:
        """An exception as the lines of the page and the package it crossed."""
        wish = f"should raise {expected}, but" if expected else ""
        lines, last = [f"the {what} {wish or 'failed:'}"], None
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename == self.file:
                last = frame.lineno
                lines.append(f"  {self.file}:{frame.lineno}: {frame.line}")
            elif name := self._inside("code", frame.filename):
                lines.append(f"  {name}:{frame.lineno}: {frame.line}")
        if isinstance(error, SyntaxError) and error.filename == self.file:
            last = error.lineno
        lines.append(traceback.format_exception_only(error)[-1].rstrip())
        return StepError("\n".join(lines), last)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            self.opened.add(os.fspath(arguments[0]))

    def _inside(self, folder: str, path: str) -> str | None:
        """A path below a folder of the project, relative to the project."""
        real = Path(path).resolve()
        if real.is_relative_to(self.root / folder) and real.is_file():
            return real.relative_to(self.root).as_posix()
        return None

    def _data(self) -> list[str]:
        """The data files that the page read, in the package or its results."""
        names = {
            self._inside(folder, path)
            for folder in ("code", "docs/results")
            for path in self.opened
            if not path.endswith((".py", ".pyc"))
        }
        return sorted(name for name in names if name)


def tell(event: dict[str, Any]) -> None:
    """Report to the process that started this one."""
    CHANNEL.write(json.dumps(event) + "\n")
    CHANNEL.flush()


def leave_with_parent(parent: io.TextIOBase) -> None:
    """End when nobody is there any more to read what comes out."""
    parent.read()
    os._exit(1)


def warm_up(libraries: list[str]) -> None:
    """Import what takes long, perhaps before it is known which page runs."""
    for library in libraries:
        importlib.import_module(library)
    if "plotly" in libraries:
        import plotly.graph_objects as go
        import plotly.io as pio

        # it loads its parts when they are first used
        traces = [go.Scatter(y=[0]), go.Heatmap(z=[[0]]), go.Bar(y=[0])]
        pio.to_json(go.Figure(traces))


if __name__ == "__main__":
    CHANNEL = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # what C code or a subprocess prints must not end up among the reports
    os.dup2(2, 1)
    warm_up(sys.argv[1:])
    tell({"ready": True})
    job = json.loads(sys.stdin.readline())
    threading.Thread(
        target=leave_with_parent, args=[sys.stdin], daemon=True
    ).start()
    sys.stdin = io.StringIO()
    tell(Session(job).run())
    os._exit(0)  # without waiting for threads that the page may have left
