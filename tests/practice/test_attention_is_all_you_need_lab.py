"""Each task of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest

from unmasked.from_scratch.layer_norm import layer_norm
from unmasked.practice import attention_is_all_you_need_lab as practice
from unmasked.practice._answers import BLANK


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), lambda *given: ...) == BLANK


def by_hand(x, y, gain, bias, *, ddof=0, eps=1e-5):
    s = x + y
    s = s - s.mean(-1, keepdims=True)
    variance = s.var(-1, keepdims=True, ddof=ddof)
    return gain * s / np.sqrt(variance + eps) + bias


@pytest.mark.parametrize(
    ("add_norm", "says"),
    [
        (by_hand, "Right"),
        (lambda *a: by_hand(*a, ddof=1), "(Bessel)"),
        (lambda *a: by_hand(*a, eps=0.0), "divides by zero"),
        (lambda x, y, g, b: x + layer_norm(y, g, b), "Add, then norm"),
        (lambda x, y, g, b: layer_norm(y, g, b), "the input is lost"),
        (lambda x, y, g, b: layer_norm(x + y, np.ones(8)), "the gain"),
        (lambda x, y, g, b: x + y, "along the last axis"),
        (lambda x, y, g, b: x[0], "its shape is (4, 8)"),
    ],
)
def test_add_norm(verdict, add_norm, says):
    assert says in verdict(practice.check_add_norm, add_norm)


def post(x, attend, think, norm):
    x = norm(x + attend(x))
    return norm(x + think(x))


def pre(x, attend, think, norm):
    x = x + attend(norm(x))
    return x + think(norm(x))


@pytest.mark.parametrize(
    ("layer", "says"),
    [
        (post, "Right"),
        (pre, "this is pre-norm"),
        (lambda x, a, f, n: n(pre(x, a, f, n)), "this is pre-norm"),
        (lambda x, a, f, n: post(x, f, a, n), "attention comes first"),
        (lambda x, a, f, n: n(x + f(a(x))), "one residual connection"),
        (lambda x, a, f, n: n(x + a(x) + f(x)), "twice the same"),
        (lambda x, a, f, n: n(x + a(x)), "the feed-forward layer 0"),
    ],
)
def test_encoder_layer(verdict, layer, says):
    assert says in verdict(practice.check_encoder_layer, layer)


def test_a_missing_first_norm_is_told(verdict):
    def layer(x, attend, think, norm):
        x = x + attend(x)
        return norm(x + think(x))

    says = "the sum after attention is to be normalized"
    assert says in verdict(practice.check_encoder_layer, layer)


def decode(y, memory, back, across, think, norm, *, swap=False, first=False):
    parts = [back, lambda q: across(memory, q) if swap else across(q, memory)]
    for part in [*(parts[::-1] if first else parts), think]:
        y = norm(y + part(y))
    return y


@pytest.mark.parametrize(
    ("layer", "says"),
    [
        (decode, "Right"),
        (lambda *a: decode(*a, swap=True), "the target asks"),
        (lambda *a: decode(*a, first=True), "first look back"),
        (lambda y, m, b, c, f, n: n(f(c(b(y), m))), "three times the same"),
        (lambda y, m, b, c, f, n: n(f(c(b(y)))), "needs the memory"),
        (lambda y, m, b, c, f, n: n(f(c(b(y, m), m))), "the target alone"),
        (lambda y, m, b, c, f, n: n(f(b(y))), "ran [1, 0, 1] times"),
    ],
)
def test_decoder_layer(verdict, layer, says):
    assert says in verdict(practice.check_decoder_layer, layer)


def stacks(x, y, encoder, decoder, *, memory=None):
    for layer in encoder:
        x = layer(x)
    for layer in decoder:
        y = layer(y, x if memory is None else memory)
    return y


def matching(x, y, encoder, decoder):
    for read, write in zip(encoder, decoder, strict=True):
        x = read(x)
        y = write(y, x)
    return y


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (stacks, "Right"),
        (matching, "decoder layer 1 reads encoder layer 1"),
        (lambda *a: stacks(*a, memory=a[0]), "reads the embeddings"),
        (lambda x, y, e, d: stacks(x, y, e, d[:2]), "of the decoder runs"),
        (lambda x, y, e, d: stacks(x, y, e * 2, d), "the encoder runs once"),
        (lambda *a: stacks(*a) + 1, "that of the last decoder layer"),
    ],
)
def test_stacks(verdict, function, says):
    assert says in verdict(practice.check_stacks, function)


def smoothed_loss(z, y, epsilon):
    z = z - z.max()
    surprise = np.log(np.exp(z).sum()) - z
    return (1 - epsilon) * surprise[y] + epsilon * surprise.mean()


def unsafe(z, y, epsilon):
    surprise = np.log(np.exp(z).sum()) - z
    return (1 - epsilon) * surprise[y] + epsilon * surprise.mean()


@pytest.mark.parametrize(
    ("loss", "says"),
    [
        (smoothed_loss, "Right"),
        (unsafe, "logits of 1000 break it"),
        (lambda z, y, e: smoothed_loss(z, y, 0), "for ε = 0 it is right"),
        (lambda z, y, e: -z[y], "−log softmax"),
        (
            lambda z, y, e: (
                smoothed_loss(z, y, 0) * (1 - e)
                + e * (4 * smoothed_loss(z, y, 1) - smoothed_loss(z, y, 0)) / 3
            ),
            "among the wrong tokens",
        ),
        (
            lambda z, y, e: (
                smoothed_loss(z, y, 0) * (1 - e)
                + 4 * e * smoothed_loss(z, y, 1)
            ),
            "each of the n tokens gets ε/n",
        ),
        (lambda z, y, e: (1 - e) * smoothed_loss(z, y, 0), "with ε = 0.1 it"),
        (lambda z, y, e: z, "one number, not an array"),
    ],
)
def test_smoothed_loss(verdict, loss, says):
    assert says in verdict(practice.check_smoothed_loss, loss)


def write(logits_of, start, end, limit, *, stop=True, keep=False, head=False):
    tokens = [start]
    for _ in range(limit):
        token = int(logits_of(tokens)[-1].argmax())
        if token == end and stop and not keep:
            break
        tokens.append(token)
        if token == end and keep:
            break
    return tokens if head else tokens[1:]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (write, "Right"),
        (lambda *a: write(*a, stop=False), "goes on after the end token"),
        (lambda *a: write(*a, keep=True), "it is no part of the text"),
        (lambda *a: write(*a, head=True), "the start token was given"),
        (lambda f, s, e, n: write(f, s, e, 9), "with a limit of 2 it wrote"),
        (lambda f, s, e, n: write(f, 4, e, n), "begins with the start token"),
        (
            lambda f, s, e, n: [int(f([s])[-1].argmax()) for _ in range(4)],
            "The second time it is given [0]".replace("The", "the"),
        ),
        (lambda f, s, e, n: 1 / 0, "it stops with ZeroDivisionError"),
    ],
)
def test_write(verdict, function, says):
    assert says in verdict(practice.check_write, function)
