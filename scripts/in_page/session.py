"""The session that all cells of a page share.

A page is a list of units in the order of the text: its blocks that can run
here, and for each practice the code to start from and the solution. Running a
cell first runs what it needs of the units before it, once and in silence. What
each unit left behind is kept, so that a cell finds the names as the page has
them at that place, whichever cells were run before it, in whatever order.
"""

import ast
import builtins
import contextlib
import io
import json
import linecache
import random
import traceback
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from types import CodeType
from typing import Any

import numpy
from plotly import graph_objects

from in_page.names import names

FILE = "your code"
LONGEST_PRINT = 100_000  # characters; more is a runaway loop
RIGHT, NOT_RIGHT = "Right", ("Not yet", "Nothing to check")


@dataclass
class Unit:
    """One block of the page, or what the reader has put in its place.

    Attributes:
        code: what it runs.
        practice: the practice that it starts, or whose solution it is.
        solution: whether it is the solution.
        left: what it left behind; None if it has not run.
    """

    code: str
    practice: str = ""
    solution: bool = False
    left: dict[str, Any] | None = None
    needs: frozenset[str] = field(init=False)
    gives: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Read its names."""
        self.needs, self.gives = names(self.code)


@dataclass
class Result:
    """What came of a run.

    Attributes:
        error: a traceback, or "".
        passed: whether a check said that all is right.
    """

    error: str
    passed: bool


class Session:
    """A page's units and the one module in which they run.

    Args:
        units: as `units` of the page's file: code, practice, solution.
        emit: takes what a cell prints, as it prints it.
        draw: takes the JSON of what a cell shows.
    """

    def __init__(
        self,
        units: Iterable[dict[str, Any]],
        emit: Callable[[str], None],
        draw: Callable[[str], None],
    ) -> None:
        self.units = [Unit(**unit) for unit in units]
        self.emit, self.draw = emit, draw
        self.space: dict[str, Any] = {"__name__": "__main__"}
        random.seed(0)  # as the build does before it runs a page
        numpy.random.seed(0)

    def run(self, practice: str, code: str) -> Result:
        """Run what the reader wrote in the cell of a practice."""
        place = next(
            i
            for i, unit in enumerate(self.units)
            if unit.practice == practice and not unit.solution
        )
        stream = Stream(self.emit)
        linecache.cache[FILE] = (len(code), None, _lines(code), FILE)
        try:
            _compiled(code, FILE)  # a mistake in the grammar, in its words
            mine = Unit(code, practice)
            # also what the cell was before: its imports may be left out
            self._prepare(place + 1, mine)
            graph_objects.on_show = self.draw
            with (
                contextlib.redirect_stdout(stream),
                contextlib.redirect_stderr(stream),
            ):
                execute(code, self.space)
        except BaseException as error:
            return Result(explain(error), passed=False)
        finally:
            graph_objects.on_show = None  # what runs in silence draws nothing
        passed = stream.passed
        self._keep(mine)
        self.units[place] = mine
        if passed:
            for i, unit in enumerate(self.units):
                if unit.practice == practice and unit.solution:
                    self.units[i] = mine
        return Result("", passed)

    def _prepare(self, place: int, unit: Unit) -> None:
        """Put into the module what a unit at this place needs."""
        for index in self._needed(place, unit):
            before = self.units[index]
            if before.left is None:
                self._restore(index, before)
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(_compiled(before.code, "page"), self.space)
                self._keep(before)
        self._restore(place, unit)

    def _needed(self, place: int, unit: Unit) -> list[int]:
        """The units that must have run, in the order of the page."""
        found: set[int] = set()
        todo = [(place, unit)]
        while todo:
            at, user = todo.pop()
            for name in user.needs:
                # At its own place it runs; at the cell's place it is called.
                for position in {at, place}:
                    index = self._giver(name, position)
                    if index is not None and index not in found:
                        found.add(index)
                        todo.append((index, self.units[index]))
        return sorted(found)

    def _restore(self, place: int, unit: Unit) -> None:
        for index in self._needed(place, unit):
            giver = self.units[index]
            for name, value in (giver.left or {}).items():
                if self._giver(name, place) == index:
                    self.space[name] = value

    def _giver(self, name: str, place: int) -> int | None:
        """The last unit before a place that gives a name."""
        for index in range(place - 1, -1, -1):
            if name in self.units[index].gives:
                return index
        return None

    def _keep(self, unit: Unit) -> None:
        unit.left = {n: self.space[n] for n in unit.gives if n in self.space}


class Stream(io.TextIOBase):
    """Standard output that is handed over as it comes.

    Attributes:
        passed: whether verdicts were given, and all of them were "Right".
    """

    def __init__(self, emit: Callable[[str], None]) -> None:
        self.emit, self.length = emit, 0
        self.verdicts: list[bool] = []

    def write(self, text: str) -> int:
        """Hand over, up to a limit."""
        self.length += len(text)
        if self.length > LONGEST_PRINT:
            raise RuntimeError(f"more than {LONGEST_PRINT} characters printed")
        if text.startswith((RIGHT, *NOT_RIGHT)):
            self.verdicts.append(text.startswith(RIGHT))
        self.emit(text)
        return len(text)

    @property
    def passed(self) -> bool:
        """Whether what was checked is right, all of it."""
        return bool(self.verdicts) and all(self.verdicts)


def execute(code: str, space: dict[str, Any]) -> None:
    """Run code; show the value of a last line that is an expression."""
    tree = ast.parse(code, FILE)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(_compiled(tree, FILE), space)
        return
    tree.body.pop()
    exec(_compiled(tree, FILE), space)
    expression = ast.Expression(last.value)
    value = eval(compile(expression, FILE, "eval", dont_inherit=True), space)
    if value is not None:
        print(repr(value))


def _compiled(code: str | ast.Module, file: str) -> CodeType:
    return compile(code, file, "exec", dont_inherit=True)


def explain(error: BaseException) -> str:
    """A traceback as Python prints it, from the reader's first line on."""
    found = traceback.TracebackException.from_exception(error)
    todo: list[traceback.TracebackException | None] = [found]
    for part in todo:
        if part is None:
            continue
        files = [frame.filename for frame in part.stack]
        first = files.index(FILE) if FILE in files else len(files)
        del part.stack[:first]
        todo += [part.__cause__, part.__context__]
    return "".join(found.format()).rstrip()


def _lines(code: str) -> list[str]:
    return [line + "\n" for line in code.split("\n")]


def in_browser(
    emit: Callable[[str], None], draw: Callable[[str], None]
) -> Callable[..., str]:
    """What the page's worker calls: `run(page, text, practice, code)`.

    Args:
        emit: takes what a cell prints.
        draw: takes what it shows.
    """
    current: dict[str, Session] = {}

    def run(page: str, text: str, practice: str, code: str) -> str:
        if page not in current:
            current.clear()
            current[page] = Session(json.loads(text)["units"], emit, draw)
        return json.dumps(asdict(current[page].run(practice, code)))

    builtins.input = _refuse
    return run


def _refuse(*_: object) -> str:
    raise RuntimeError("nobody can answer input() here: write the value down")
