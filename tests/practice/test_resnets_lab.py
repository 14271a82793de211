"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest
import torch

from unmasked.convolution import ResidualBlock
from unmasked.practice import resnets_lab as lab
from unmasked.practice._answers import BLANK


@pytest.mark.parametrize("name", lab.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(lab, name), lambda *arguments: ...) == BLANK


def autograd(grad, x, w1, w2):
    x, w1, w2 = (torch.tensor(part, requires_grad=True) for part in (x, w1, w2))
    out = (x + (x @ w1.T).relu() @ w2.T).relu()
    found = torch.autograd.grad(out, (x, w1, w2), torch.from_numpy(grad))
    return tuple(part.numpy() for part in found)


def at_sum(grad, x, w1, w2):
    return grad * (x + np.maximum(x @ w1.T, 0) @ w2.T > 0)


def only(place, change):
    """The right gradients, with one of them changed."""

    def wrong(grad, x, w1, w2):
        found = list(autograd(grad, x, w1, w2))
        found[place] = change(found[place], grad, x, w1, w2)
        return found

    return wrong


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (autograd, "Right"),
        (lambda *a: autograd(*a)[0], "give three gradients"),
        (only(0, lambda g, *a: g - at_sum(*a)), "the way through F alone"),
        (only(0, lambda g, *a: at_sum(*a)), "the shortcut alone"),
        (only(0, lambda g, *a: g - at_sum(*a) + a[0]), "before* the last ReLU"),
        (only(0, lambda g, *a: g + 1), "add what comes by the shortcut"),
        (
            only(1, lambda g, *a: (at_sum(*a) @ a[3]).T @ a[1]),
            "the inner ReLU is missing",
        ),
        (only(1, lambda g, *a: g + 1), "go through w2"),
        (only(2, lambda g, *a: g.T), "turned around"),
        (only(2, lambda g, *a: g + 1), "first pass the last ReLU"),
        (only(2, lambda g, *a: g[:1]), "of w2 has shape (1, 4)"),
        (lambda *a: 1 / 0, "stops with ZeroDivisionError"),
    ],
)
def test_block_backward(verdict, function, says):
    assert says in verdict(lab.check_block_backward, function)


def option_a(x, channels):
    """The package's block with a branch that is silent."""
    block = ResidualBlock(in_channels=2, out_channels=channels, stride=2).eval()
    torch.nn.init.zeros_(block.norm2.weight)
    x = torch.from_numpy(x).float()[None]
    # relu(x) − relu(−x) = x undoes the block's last ReLU.
    with torch.no_grad():
        return (block(x) - block(-x))[0].numpy()


def filled(x, channels, kept):
    new = np.zeros((channels - len(x), *kept.shape[1:]))
    return np.concatenate([kept, new])


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (option_a, "Right"),
        (lambda x, c: x[:, ::2, ::2], "Fill up with zeros to 5"),
        (lambda x, c: filled(x, c, x), "picture is 4 × 6"),
        (lambda x, c: filled(x, c, x[:, ::2, ::2])[::-1][[0, 1, 2, 4, 3]],
         "old channels come first"),
        (lambda x, c: filled(x, c, x[:, 1::2, 1::2]), "the first row"),
        (
            lambda x, c: filled(
                x, c, x.reshape(2, 2, 2, 3, 2).mean(axis=(2, 4))
            ),
            "averages four pixels",
        ),
        (lambda x, c: filled(x, c, 2 * x[:, ::2, ::2]), "are not every second"),
        (
            lambda x, c: np.concatenate([x, x, x[:1]])[:, ::2, ::2] + 0.0,
            "should hold zeros",
        ),
        (lambda x, c: x[0], "not (channels, height, width)"),
    ],
)  # fmt: skip
def test_option_a(verdict, function, says):
    assert says in verdict(lab.check_option_a, function)
