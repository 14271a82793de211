"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest

from unmasked.from_scratch.activations import sigmoid
from unmasked.from_scratch.gru import gru
from unmasked.from_scratch.lstm import lstm
from unmasked.from_scratch.rnn import rnn, rnn_backward
from unmasked.practice import recurrent_networks_lab as lab
from unmasked.practice._answers import BLANK


@pytest.mark.parametrize("name", lab.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(lab, name), lambda *arguments: ...) == BLANK


def layer(x, w, u, b, h):
    """The package's own, which its tests hold equal to PyTorch's."""
    weights = {
        "input_proj.weight": w,
        "input_proj.bias": b,
        "state_proj.weight": u,
    }
    return rnn(x[None], weights, h[None])[0][0]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (layer, "Right"),
        (lambda x, w, u, b, h: np.tanh(x @ w.T + b), "its own token alone"),
        (lambda x, w, u, b, h: np.tanh(x @ w.T + u @ h + b), "Hand the new"),
        (lambda x, w, u, b, h: layer(x, w, u, b, 0 * h), "start from zeros"),
        (lambda x, w, u, b, h: layer(x[::-1], w, u, b, h)[::-1], "the end"),
        (lambda x, w, u, b, h: layer(x, w, u, b, h)[-1], "that is one state"),
        (lambda x, w, u, b, h: x, "are (5, 3), they should be (5, 4)"),
        (lambda x, w, u, b, h: layer(x, w, u.T, b, h), "the numbers are not"),
    ],
)
def test_rnn(verdict, function, says):
    assert says in verdict(lab.check_rnn, function)


def carried(grad, states, w, u, slope=lambda h: 1 - h**2):
    rows = []
    for state in states[::-1]:
        delta = grad * slope(state)
        rows.append(w.T @ delta)
        grad = u.T @ delta
    return np.stack(rows[::-1])


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (carried, "Right"),
        (lambda g, h, w, u: carried(g, h, w, u.T), "Uᵀ δ"),
        (lambda g, h, w, u: carried(g, h, w, u, np.ones_like), "slope of tanh"),
        (lambda g, h, w, u: carried(g, h, w, u, lambda h: 1 - h), "used 1 − h"),
        (lambda g, h, w, u: carried(g, h, w, u)[::-1], "first token first"),
        (lambda g, h, w, u: carried(g, h, w, u)[1:], "are (4, 3)"),
        (lambda g, h, w, u: carried(g, h, w, 2 * u), "wrong at token 3"),
        (lambda g, h, w, u: 0 * carried(g, h, w, u), "at token 4, the last"),
    ],
)
def test_rnn_backward(verdict, function, says):
    assert says in verdict(lab.check_rnn_backward, function)


def test_the_right_answer_is_the_package_s_own_gradient():
    rng = np.random.default_rng(1)
    x, start = rng.normal(size=(1, 5, 3)), np.zeros((1, 4))
    w, u = rng.normal(size=(4, 3)), rng.normal(size=(4, 4))
    weights = {"input_proj.weight": w, "state_proj.weight": u}
    states, _ = rnn(x, weights, start)
    grad = np.zeros((1, 5, 4))
    grad[0, -1] = rng.normal(size=4)
    d_x, _, _ = rnn_backward(grad, x, weights, start)
    np.testing.assert_allclose(carried(grad[0, -1], states[0], w, u), d_x[0])


def lstm_step(i, f, g, o, cell):
    weights = {
        "input_proj.weight": np.zeros((16, 1)),
        "input_proj.bias": np.concatenate([i, f, g, o]),
        "state_proj.weight": np.zeros((16, 4)),
    }
    start = (np.zeros((1, 4)), cell[None])
    _, (hidden, cell) = lstm(np.zeros((1, 1, 1)), weights, start)
    return hidden[0], cell[0]


def cell_of(i, f, g, cell):
    return sigmoid(f) * cell + sigmoid(i) * np.tanh(g)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lstm_step, "Right"),
        (lambda i, f, g, o, c: lstm_step(i, f, g, o, c)[::-1], "the order is"),
        (lambda i, f, g, o, c: (c, c), "the cell did not change"),
        (lambda i, f, g, o, c: (c, f * c + i * np.tanh(g)), "f and i through"),
        (
            lambda i, f, g, o, c: (c, sigmoid(f) * c + sigmoid(i) * sigmoid(g)),
            "tanh(g), not σ(g)",
        ),
        (lambda i, f, g, o, c: (c, cell_of(f, i, g, c)), "changed places"),
        (lambda i, f, g, o, c: (c, np.tanh(cell_of(i, f, g, c))), "not bent"),
        (lambda i, f, g, o, c: (c, cell_of(i, -f, g, c)), "is kept, not"),
        (lambda i, f, g, o, c: (c, c + 1), "the cell is not σ(f)"),
        (
            lambda i, f, g, o, c: (
                sigmoid(o) * np.tanh(c),
                cell_of(i, f, g, c),
            ),
            "not the old one",
        ),
        (
            lambda i, f, g, o, c: (
                sigmoid(o) * cell_of(i, f, g, c),
                cell_of(i, f, g, c),
            ),
            "what is shown is bent",
        ),
        (lambda i, f, g, o, c: (c, cell_of(i, f, g, c)), "h is not σ(o)"),
        (lambda i, f, g, o, c: c, "give two arrays"),
    ],
)
def test_lstm_step(verdict, function, says):
    assert says in verdict(lab.check_lstm_step, function)


def gru_step(r, z, n_x, n_h, h):
    weights = {
        "input_proj.weight": np.zeros((12, 1)),
        "input_proj.bias": np.concatenate([r, z, n_x]),
        "state_proj.weight": np.zeros((12, 4)),
        "state_proj.bias": np.concatenate([0 * r, 0 * z, n_h]),
    }
    return gru(np.zeros((1, 1, 1)), weights, h[None])[1][0]


def blend(z, h, new):
    return sigmoid(z) * h + (1 - sigmoid(z)) * new


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (gru_step, "Right"),
        (lambda r, z, x, n, h: np.tanh(x + n), "both gates are missing"),
        (lambda r, z, x, n, h: np.tanh(x + sigmoid(r) * n), "the keep gate"),
        (lambda r, z, x, n, h: gru_step(r, -z, x, n, h), "turned around"),
        (lambda r, z, x, n, h: blend(z, h, np.tanh(x + n)), "the reset gate"),
        (
            lambda r, z, x, n, h: z * h + (1 - z) * np.tanh(x + r * n),
            "gates through σ",
        ),
        (
            lambda r, z, x, n, h: blend(z, h, np.tanh(sigmoid(r) * (x + n))),
            "not the token too",
        ),
        (lambda r, z, x, n, h: h, "not z ⊙ h"),
        (lambda r, z, x, n, h: h[:2], "is (2,), it should be (4,)"),
    ],
)
def test_gru_step(verdict, function, says):
    assert says in verdict(lab.check_gru_step, function)
