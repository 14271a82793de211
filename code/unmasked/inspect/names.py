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
        ValueError: if a pattern matches no module. The message lists names
            that come near.

    Example:
        >>> model = nn.Sequential(nn.Linear(1, 1), nn.ReLU())
        >>> list(find_modules(model, ["*"]))
        ['0', '1']
    """
    modules = {name: m for name, m in model.named_modules() if name}
    found: set[str] = set()
    for pattern in patterns:
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
