"""Each check of the lab, tried with right, wrong and half-right answers."""

import numpy as np
import pytest

from unmasked.from_scratch.masked_lm import mask_tokens
from unmasked.practice import encoder_decoder_lab as lab
from unmasked.practice._answers import BLANK


@pytest.mark.parametrize("name", lab.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    blank = (..., ...) if name == "check_mask_tokens" else ...
    assert verdict(getattr(lab, name), lambda *a, **k: blank) == BLANK


def mask(kind, n, prefix=0):
    i, j = np.arange(n)[:, None], np.arange(n)
    return (kind == "encoder") | (j <= i) | ((kind == "prefix") & (j < prefix))


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (mask, "Right"),
        (lambda k, n, p=0: mask("decoder", n), "in an encoder token 0 may"),
        (lambda k, n, p=0: mask("encoder", n), "in a decoder token 0 may not"),
        (
            lambda k, n, p=0: mask("decoder" if k == "prefix" else k, n),
            "a prefix of 3 token 0 may look at token 1",
        ),
        (lambda k, n, p=0: mask(k, n)[0], "needs (5, 5), not (5,)"),
    ],
)
def test_mask(verdict, function, says):
    assert says in verdict(lab.check_mask, function)


def spoiled(change):
    def function(tokens, rng, **sizes):
        inputs, targets = mask_tokens(tokens, rng, **sizes)
        return change(tokens, inputs.copy(), targets, sizes["mask_id"])

    return function


def all_masked(tokens, inputs, targets, mask_id):
    return np.where(targets != -100, mask_id, inputs), targets


def none_random(tokens, inputs, targets, mask_id):
    return np.where(inputs == mask_id, inputs, tokens), targets


def none_kept(tokens, inputs, targets, mask_id):
    kept = (inputs == tokens) & (targets != -100)
    return np.where(kept, (tokens + 1) % 50, inputs), targets


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (mask_tokens, "Right"),
        (spoiled(all_masked), "all chosen tokens are masked"),
        (spoiled(none_random), "stayed as it was"),
        (spoiled(none_kept), "should stay as they are"),
        (
            lambda t, rng, **k: mask_tokens(t, rng, **k, rate=0.5),
            "50 % of the tokens",
        ),
        (
            spoiled(lambda t, i, y, m: (i, np.where(y != -100, i, y))),
            "not what stood there",
        ),
        (
            spoiled(lambda t, i, y, m: (np.where(y == -100, 0, i), y)),
            "that nobody asks for",
        ),
        (
            lambda t, rng, **k: mask_tokens(t, rng, **(k | {"vocab_size": 9})),
            "all ids below",
        ),
        (
            spoiled(lambda t, i, y, m: (np.where(i == m, t, i), y)),
            "0% of the chosen are masked",
        ),
        (lambda t, rng, **k: (t[:3], t[:3]), "each as long as"),
    ],
)
def test_mask_tokens(verdict, function, says):
    said = verdict(lab.check_mask_tokens, function)
    assert says.replace(" %", "%") in said.replace(" %", "%")


def fill(source, target, sentinels):
    said = {}
    for word in target:
        if word in sentinels:
            said[word] = latest = []
        else:
            latest.append(word)
    return [w for word in source for w in said.get(word, [word])]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (fill, "Right"),
        (lambda s, t, m: [*fill(s, t, m), t[-1]], "is no word"),
        (lambda s, t, m: s, 'make "a b c d e", not "a <X> e"'),
        (lambda s, t, m: s[99], "it stops with IndexError"),
    ],
)
def test_fill(verdict, function, says):
    assert says in verdict(lab.check_fill, function)


def loss(log_p, targets, divide=None):
    asked = targets != -100
    if not asked.any():
        return 0.0
    total = -log_p[asked, targets[asked]].sum()
    return total / (divide or asked.sum())


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (loss, "Right"),
        (lambda p, y: loss(p, y, divide=1), "that is the sum"),
        (lambda p, y: loss(p, y, divide=4), "by all places"),
        (lambda p, y: -loss(p, y), "the sign"),
        (lambda p, y: -p[np.arange(4), y % 3].mean(), "are counted"),
        (lambda p, y: 7.0, "and you have 7.00"),
        (lambda p, y: p, "one number"),
        (lambda p, y: loss(p, y) if (y >= 0).any() else np.nan, "is NaN"),
    ],
)
def test_loss(verdict, function, says):
    assert says in verdict(lab.check_loss, function)


def who_moved(run, tokens, other):
    changed = list(tokens)
    changed[len(tokens) // 2] = other
    return (run(tokens) != run(changed)).any(axis=1).tolist()


def in_place(run, tokens, other):
    before = run(tokens)
    tokens[2] = other
    return (before != run(tokens)).any(axis=1).tolist()


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (who_moved, "Right"),
        (in_place, "Copy it"),
        (lambda run, t, o: [True] * 5, "looks back, [False, False"),
        (lambda run, t, o: [False] * 5, "reads both ways, [True"),
        (lambda run, t, o: True, "one answer a token"),
    ],
)
def test_who_moved(verdict, function, says):
    assert says in verdict(lab.check_who_moved, function)
