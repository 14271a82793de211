"""The figures that a page draws: their data, their names, their places."""

import base64
import math
from collections.abc import Iterator
from typing import Any

from course.page import Block, Page, PageError


def rounded(value: Any) -> Any:
    """Figure data as plain JSON: lists, and four significant digits.

    Typed arrays become lists: rounded text compresses better than base64 and
    is the same on every processor. Whole numbers stay exact; what is not a
    finite number becomes Plotly's gap.

    Example:
        >>> rounded({"y": [0.123456, 2.0, float("nan")]})
        {'y': [0.1235, 2, None]}
    """
    match value:
        case {"bdata": str(), "dtype": str()}:
            return rounded(_unpacked(value))
        case dict():
            return {key: rounded(item) for key, item in value.items()}
        case list() | tuple():
            return [rounded(item) for item in value]
        case float() if not math.isfinite(value):
            return None
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
        case float():
            return float(f"{value:.4g}")
    return value


def _unpacked(value: dict[str, Any]) -> Any:
    """Undo Plotly's packing of arrays."""
    import numpy as np

    array = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
    shape = str(value.get("shape", array.size)).split(",")
    return array.reshape([int(size) for size in shape]).tolist()


def named(
    page: Page, block: Block, figures: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Give the figures of a block the name that it says, numbered if several.

    Raises:
        PageError: if the block names no figure, or names one and draws none,
            or if a figure has a title or frames.
    """
    name = block.options.get("figure", "")
    if figures and not name:
        raise page.error(
            block.line, 'the block draws a figure: name it, {figure="name"}'
        )
    if name and not figures and not page.is_lab:
        raise page.error(block.line, f"the block draws no figure {name!r}")
    for figure in figures:
        if figure.get("frames"):
            raise page.error(block.line, "a figure with frames cannot be shown")
        if (figure["layout"].get("title") or {}).get("text"):
            raise page.error(
                block.line, "a figure has no title: its caption is the title"
            )
    return [
        {
            "name": name if len(figures) == 1 else f"{name}-{number}",
            "json": {
                "data": rounded(figure["data"]),
                "layout": rounded(figure["layout"]),
            },
        }
        for number, figure in enumerate(figures, start=1)
    ]


def misplaced(page: Page, drawn: dict[str, Block]) -> Iterator[PageError]:
    """What is wrong with the places of a page's figures.

    Args:
        page: the page.
        drawn: for each figure's name, the block that draws it.
    """
    placed = {figure.name: figure for figure in page.figures}
    for name, block in drawn.items():
        if name not in placed:
            yield page.error(
                block.line,
                f"figure {name!r} is drawn, and nowhere placed: "
                f'![text alternative](figure:{name} "Caption.")',
            )
    for name, figure in placed.items():
        if name not in drawn:
            yield page.error(figure.line, f"no block draws figure {name!r}")
