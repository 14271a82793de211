"""Find the modules of a model by name.

Lesson: docs/language-models/in-context-learning.md
"""

import difflib
import re
from collections.abc import Iterable
from typing import Any

from torch import nn


def find_modules(
    model: nn.Module, patterns: Iterable[str]
) -> dict[str, nn.Module]:
    """The modules whose names match, in the order in which the model has them.

    `*` stands for one part of a name, `**` for any number of them: in
    "blocks.*" it is each block, in "**.o_proj" each output projection.

    Raises:
        ValueError: if there is no pattern, one matches no module (the message
            lists names that come near), or one names a list of modules, which
            is never called itself.
        TypeError: if a pattern is no str.

    Example:
        >>> model = nn.Sequential(nn.Linear(1, 1), nn.ReLU())
        >>> list(find_modules(model, ["*"]))
        ['0', '1']
    """
    modules = {name: m for name, m in model.named_modules() if name}
    found: set[str] = set()
    wanted = list(patterns)
    if not wanted:
        raise ValueError('no module is named; "**" stands for all')
    for pattern in wanted:
        if not isinstance(pattern, str):
            raise TypeError(f"the name of a module is a str, not {pattern!r}")
        if isinstance(modules.get(pattern), nn.ModuleList | nn.ModuleDict):
            raise ValueError(
                f"{pattern} is a list of modules and is never called itself: "
                f"{pattern}.* names those in it"
            )
        matching = re.compile(
            re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^.]*")
        )
        names = {name for name in modules if matching.fullmatch(name)}
        if not names:
            near = difflib.get_close_matches(pattern, modules, n=5, cutoff=0.3)
            some = near or list(modules)[:5]
            raise ValueError(
                f"{type(model).__name__} has no module {pattern!r}; it has, "
                f"among others, {', '.join(some)}"
            )
        found |= names
    return {name: m for name, m in modules.items() if name in found}


def find_module(model: nn.Module, name: str) -> nn.Module:
    """The one module of that name.

    Raises:
        ValueError: as `find_modules`, or if a pattern matches several.

    Example:
        >>> find_module(nn.Sequential(nn.ReLU()), "0")
        ReLU()
    """
    found = find_modules(model, [name])
    if len(found) > 1:
        raise ValueError(
            f"{name!r} matches {len(found)} modules, {', '.join(found)}: "
            "name each one"
        )
    (module,) = found.values()
    return module


def first_input(name: str, args: tuple[Any, ...]) -> Any:
    """What a module was called with, in first place.

    Raises:
        TypeError: if it was called with named arguments only.

    Example:
        >>> first_input("norm", (3, 4))
        3
    """
    if not args:
        raise TypeError(f"{name} is called with named arguments only")
    return args[0]
