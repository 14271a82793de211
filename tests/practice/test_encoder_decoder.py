"""Each exercise, tried with right, wrong and half-right answers."""

import subprocess
import sys

import numpy as np
import pytest

from unmasked.from_scratch.span_corruption import corrupt_spans
from unmasked.practice import encoder_decoder as practice
from unmasked.practice._answers import BLANK
from unmasked.practice.encoder_decoder._choice import REASONS

BLANKS = {
    "check_cache": (..., ...),
    "check_choice": (dict.fromkeys(REASONS, ...),),
    "check_last_token": (lambda x, real: ...,),
    "check_mixed": (lambda pairs: ...,),
    "check_parts": (["BERT", ..., ..., ...],),
    "check_pool": (lambda x, real: ...,),
    "check_prefix_mask": (lambda n, prefix: ...,),
    "check_scale": (lambda w_q, n_heads: ...,),
    "check_signal": (..., ..., ...),
    "check_spans": (lambda words, spans, sentinels: (..., ...),),
}


@pytest.mark.parametrize("name", practice.__all__)
def test_a_blank_is_not_an_error(verdict, name):
    assert verdict(getattr(practice, name), *BLANKS[name]) == BLANK


def causal(n):
    return np.tril(np.ones((n, n), dtype=bool))


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda n, p: causal(n) | (np.arange(n) < p), "Right"),
        (lambda n, p: causal(n), "this is the causal mask"),
        (lambda n, p: np.ones((n, n)), "everybody sees everything"),
        (lambda n, p: causal(n) | (np.arange(n) < p)[:, None], "the rows of"),
        (lambda n, p: (np.arange(n) < p) & causal(n).any(), "(5, 5), not (5,)"),
        (lambda n, p: np.tile(np.arange(n) < p, (n, 1)), "written before it"),
        (lambda n, p: (causal(n) | (np.arange(n) < p)).T, "are exchanged"),
        (
            lambda n, p: np.tril(np.ones((n, n)), -1) + (np.arange(n) < p) > 0,
            "must see itself",
        ),
        (lambda n, p: causal(n) | (np.arange(n) <= p), "one token too long"),
        (lambda n, p: ~causal(n), "token 0 may see token 0"),
    ],
)
def test_prefix_mask(verdict, function, says):
    assert says in verdict(practice.check_prefix_mask, function)


def without_end(words, spans, sentinels):
    source, target = corrupt_spans(words, spans, sentinels)
    return source, target[:-1]


def a_sentinel_each(words, spans, sentinels):
    source = list(words)
    for start, stop in spans:
        source[start:stop] = ["<X>"] * (stop - start)
    return source, corrupt_spans(words, spans, sentinels)[1]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (corrupt_spans, "Right"),
        (without_end, "lacks its last sentinel"),
        (a_sentinel_each, "stands for a whole span"),
        (lambda w, s, m: (corrupt_spans(w, s, m)[0], w), "the whole text"),
        (
            lambda w, s, m: (
                corrupt_spans(w, s, m)[0],
                [x for a, b in s for x in w[a:b]],
            ),
            "does not say which gap",
        ),
        (
            lambda w, s, m: (corrupt_spans(w, s, m)[0], m),
            'should be "<X> sailed at <Y> white <Z>"',
        ),
        (lambda w, s, m: 3, "return two lists"),
        (lambda w, s, m: w[99], "it stops with IndexError"),
    ],
)
def test_spans(verdict, function, says):
    assert says in verdict(practice.check_spans, function)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ((500, 75, 101), "Right: 500, 75 and 101"),
        ((499, 75, 101), "each of the 500"),
        ((1, 75, 101), "only the last token?"),
        ((500, 60, 101), "80 % of the chosen"),
        ((500, 500, 101), "scores all places"),
        ((500, 75, 75), "the sentinels are part"),
        ((500, 75, 100), "one more sentinel"),
        ((500, 75, 25), "the number of spans"),
        ((500, 75, 151), "not for a token"),
        ((500, 76, 101), "76 is not it"),
    ],
)
def test_signal(verdict, answers, says):
    assert says in verdict(practice.check_signal, *answers)


def mean(x, real):
    return (x * real[..., None]).sum(1) / real.sum(1)[:, None]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (mean, "Right"),
        (lambda x, real: x.mean(axis=1), "padding is averaged in"),
        (lambda x, r: (x * r[..., None]).mean(axis=1), "counted in the length"),
        (lambda x, r: (x * r[..., None]).sum(axis=1), "this is the sum"),
        (lambda x, real: x[:, 0], "the first token's"),
        (lambda x, r: (x * r[..., None]).sum(1) / r.sum(), "whole batch"),
        (lambda x, real: 2 * mean(x, real), "divide by how many"),
        (lambda x, real: x, "give (2, 3), not (2, 4, 3)"),
    ],
)
def test_pool(verdict, function, says):
    assert says in verdict(practice.check_pool, function)


def mixed(pairs):
    first, second = {}, {}
    for (a, b), p in pairs.items():
        first[a] = first.get(a, 0) + p
        second[b] = second.get(b, 0) + p
    return 1 - sum(first[a] * second[b] for a, b in pairs)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (mixed, "Right"),
        (lambda pairs: 0.0, "0.5, not 0"),
        (lambda pairs: 1 - mixed(pairs), "a pair that does occur"),
        (lambda p: 1 - sum(v**2 for v in p.values()), "any mixture occurs"),
        (lambda pairs: min(0.5, mixed(pairs)), "right for the even cases"),
        (lambda pairs: [0.5, 0.5], "one probability"),
    ],
)
def test_mixed(verdict, function, says):
    assert says in verdict(practice.check_mixed, function)


def last(x, real):
    places = real.shape[1] - 1 - np.argmax(real[:, ::-1], axis=1)
    return x[np.arange(len(x)), places]


def rows(x, places):
    return x[np.arange(len(x)), places]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (last, "Right, wherever"),
        (lambda x, real: x[:, -1], "its last place is padding"),
        (lambda x, real: x[:, 0], "has read nothing but itself"),
        (lambda x, real: rows(x, real.sum(1) - 2), "one too early"),
        (lambda x, real: rows(x, real.sum(1) - 1), "ask `real` where"),
        (lambda x, real: x.mean(1), "the last place that is real"),
        (lambda x, real: x, "(3, 2), not (3, 4, 2)"),
    ],
)
def test_last_token(verdict, function, says):
    assert says in verdict(practice.check_last_token, function)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda w, h: w / (w.shape[1] // h) ** 0.5, "Right"),
        (lambda w, h: w, "4 times too large"),
        (lambda w, h: w / 8, "by √d_model"),
        (lambda w, h: w / 16, "without the root"),
        (lambda w, h: w * 4, "the other way round"),
        (lambda w, h: w / 2, "the other half"),
        (lambda w, h: w + 1, "What is W_Q′?"),
        (lambda w, h: w[0], "stays (64, 64)"),
    ],
)
def test_scale(verdict, function, says):
    assert says in verdict(practice.check_scale, function)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ((49_152_000, 24_576_000), "Right: half"),
        ((24_576_000, 24_576_000), "one stack: keys and values: twice"),
        ((4_915_200, 0), "the prompt is cached too"),
        ((2_048_000, 0), "one layer of 24"),
        ((1, 0), "all tokens, read and written"),
        ((49_152_000, 49_152_000), "not needed once it is done"),
        ((49_152_000, 2_457_600), "of the 900 source tokens"),
        ((49_152_000, 22_118_400), "looks back at the 100"),
        ((49_152_000, 12_288_000), "two stacks: keys and values"),
        ((49_152_000, 1), "12 layers keep"),
    ],
)
def test_cache(verdict, answers, says):
    assert says in verdict(practice.check_cache, *answers)


@pytest.mark.parametrize("wrong", [None, *REASONS])
def test_choice(verdict, wrong):
    choices = {job: min(right) for job, (right, _) in REASONS.items()}
    if wrong is None:
        assert "Right, as a first" in verdict(practice.check_choice, choices)
        return
    names = {"encoder", "decoder", "encoder-decoder"} - REASONS[wrong][0]
    for name in names:
        said = verdict(practice.check_choice, choices | {wrong: name})
        assert REASONS[wrong][1] in said
    said = verdict(practice.check_choice, choices | {wrong: "coder"})
    assert "needs one of" in said


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["BERT", "T5", "GPT-2", "Llama"], "Right"),
        (["bert", "t5", "gpt2", "llama"], "Right"),
        (["GPT-2", "T5", "BERT", "Llama"], "A looks both ways"),
        (["BERT", "Llama", "GPT-2", "T5"], "B has a stack"),
        (["BERT", "T5", "Llama", "GPT-2"], "C looks back only"),
        (["BERT", "T5", "GPT-2", "GPT-2"], "D looks back only"),
        (["BERT"], "four names"),
    ],
)
def test_parts(verdict, names, says):
    assert says in verdict(practice.check_parts, names)


def test_the_checks_of_a_lesson_need_no_torch():
    check = "import sys; sys.exit('torch' in sys.modules)"
    importing = f"import unmasked.practice.encoder_decoder; {check}"
    subprocess.run([sys.executable, "-c", importing], check=True)
