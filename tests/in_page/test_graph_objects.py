"""The stand-in for Plotly, held to Plotly."""

import json

import numpy as np
import plotly.graph_objects as real
import plotly.io as pio
import pytest

from in_page.plotly import graph_objects as ours


def heatmap(go):
    fig = go.Figure(go.Heatmap(z=np.eye(2), zmin=0, showscale=False))
    fig.update_xaxes(title="looks at", tickvals=[0, 1], ticktext=["a", "b"])
    fig.update_yaxes(title="word", autorange="reversed")
    return fig.update_layout(height=80 + 70 * 2)


def curves(go):
    fig = go.Figure()
    for number in range(2):
        fig.add_scatter(
            x=list(range(3)),
            y=np.arange(3) * number,
            mode="lines+markers",
            line={"dash": "dot", "width": 1.5},
            marker_size=8,
            name=f"curve {number}",
        )
    fig.add_annotation(x=1, y=2, text="here", showarrow=False)
    fig.update_layout(xaxis_title="step", yaxis={"title": "loss"})
    return fig.update_traces(opacity=0.5)


def bars(go):
    data = [go.Bar(x=["a", "b"], y=[1, 2.5], error_y={"array": [0.1, 0.2]})]
    fig = go.Figure(data=data, layout={"plot_bgcolor": "white"})
    fig.add_trace(go.Scatter(x=["a"], y=[float("nan")]))
    return fig.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)


def lines(go):
    fig = go.Figure(go.Scatter(y=[1, 2]))
    fig.add_hline(y=1.5, line_dash="dot")
    return fig.add_vline(x=0.5, line={"color": "red"})


def decoded(value):
    """Plotly packs arrays; lists say the same."""
    if isinstance(value, dict) and "bdata" in value:
        import base64

        array = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
        shape = [int(n) for n in str(value.get("shape", array.size)).split(",")]
        return array.reshape(shape).tolist()
    if isinstance(value, dict):
        return {k: decoded(v) for k, v in value.items() if k != "template"}
    return [decoded(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("draw", [heatmap, curves, bars, lines])
def test_a_figure_is_the_same_data_as_plotlys(draw):
    theirs = json.loads(pio.to_json(draw(real), engine="json"))
    assert draw(ours).to_plotly_json() == decoded(theirs)


def test_a_figure_is_shown_as_json(monkeypatch):
    shown = []
    monkeypatch.setattr(ours, "on_show", shown.append)
    ours.Figure(ours.Scatter(y=np.array([1.0, np.inf]))).show()
    (figure,) = map(json.loads, shown)
    assert figure["data"] == [{"type": "scatter", "y": [1.0, None]}]


def test_what_the_stand_in_lacks_is_named():
    with pytest.raises(
        AttributeError, match="write_html: in the page a figure"
    ):
        ours.Figure().write_html("x.html")
