"""`go.Figure` and the traces, as far as a figure is data for plotly.js.

A trace is any name that begins with a capital: `go.Scatter`, `go.Heatmap`.
"""

import json
import math
from collections.abc import Callable, Iterable
from typing import Any

# Properties whose own name holds an underscore, which else goes one deeper.
WHOLE = {"error_x", "error_y", "paper_bgcolor", "plot_bgcolor"}

Json = dict[str, Any]
on_show: Callable[[str], None] | None = None  # the page's own drawing


def nested(properties: Json) -> Json:
    """Properties as plotly.js has them.

    Example:
        >>> nested({"marker_size": 3, "title": "d"})
        {'marker': {'size': 3}, 'title': {'text': 'd'}}
    """
    found: Json = {}
    for name, value in properties.items():
        if isinstance(value, dict):
            value = nested(value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            value = [nested(item) for item in value]
        first, _, rest = name.partition("_")
        if name in WHOLE or not rest:
            first = name
            if name == "title" and isinstance(value, str):
                value = {"text": value}
        else:
            value = nested({rest: value})
        old = found.get(first)
        if isinstance(old, dict) and isinstance(value, dict):
            merge(old, value)
        else:
            found[first] = value
    return found


def merge(old: Json, new: Json) -> None:
    """Update a nested dict in place."""
    for name, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(name), dict):
            merge(old[name], value)
        else:
            old[name] = value


class Trace(dict[str, Any]):
    """One curve, map or set of bars."""


def __getattr__(name: str) -> Callable[..., Trace]:
    if not name[0].isupper():
        raise AttributeError(name)

    def trace(**properties: Any) -> Trace:
        return Trace(type=name.lower(), **nested(properties))

    return trace


class Figure:
    """Traces and a layout."""

    def __init__(
        self,
        data: Trace | Iterable[Trace] | None = None,
        layout: Json | None = None,
    ) -> None:
        self.data: list[Trace] = []
        self.layout: Json = nested(layout or {})
        self.add_traces(data or [])

    def add_trace(self, trace: Trace) -> "Figure":
        """Put a trace on top."""
        self.data.append(trace)
        return self

    def add_traces(self, data: Trace | Iterable[Trace]) -> "Figure":
        """Put traces on top."""
        self.data += [data] if isinstance(data, Trace) else list(data)
        return self

    def __getattr__(self, name: str) -> Callable[..., "Figure"]:
        """`add_scatter(…)` for `add_trace(Scatter(…))`, and so on."""
        if not name.startswith("add_"):
            raise AttributeError(
                f"{name}: in the page a figure knows its traces, layout, "
                "axes, annotations, shapes and show()"
            )

        def add(**properties: Any) -> "Figure":
            kind = name.removeprefix("add_")
            return self.add_trace(Trace(type=kind, **nested(properties)))

        return add

    def update_layout(
        self, layout: Json | None = None, **more: Any
    ) -> "Figure":
        """Change the layout."""
        merge(self.layout, nested({**(layout or {}), **more}))
        return self

    def update_traces(self, **properties: Any) -> "Figure":
        """Change every trace."""
        for trace in self.data:
            merge(trace, nested(properties))
        return self

    def update_xaxes(self, **properties: Any) -> "Figure":
        """Change the horizontal axis."""
        return self.update_layout({"xaxis": properties})

    def update_yaxes(self, **properties: Any) -> "Figure":
        """Change the vertical axis."""
        return self.update_layout({"yaxis": properties})

    def add_annotation(self, **properties: Any) -> "Figure":
        """Write on the figure."""
        notes = self.layout.setdefault("annotations", [])
        notes.append(nested(properties))
        return self

    def add_shape(self, **properties: Any) -> "Figure":
        """Draw a line or a box."""
        self.layout.setdefault("shapes", []).append(nested(properties))
        return self

    def add_hline(self, y: float, **properties: Any) -> "Figure":
        """Draw a line from edge to edge."""
        return self.add_shape(
            type="line", x0=0, x1=1, xref="x domain", y0=y, y1=y, yref="y",
            **properties,
        )  # fmt: skip

    def add_vline(self, x: float, **properties: Any) -> "Figure":
        """Draw a line from bottom to top."""
        return self.add_shape(
            type="line", x0=x, x1=x, xref="x", y0=0, y1=1, yref="y domain",
            **properties,
        )  # fmt: skip

    def to_plotly_json(self) -> Json:
        """The figure as plain data."""
        whole: Json = plain({"data": self.data, "layout": self.layout})
        return whole

    def show(self) -> None:
        """Let the page draw it, below the cell."""
        if on_show:
            on_show(json.dumps(self.to_plotly_json()))


def plain(value: Any) -> Any:
    """Arrays as lists, and gaps for what is no number."""
    if hasattr(value, "tolist"):  # an array, or a number of NumPy's
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | range):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
