"""Span corruption: cut pieces out of a text, ask for the pieces.

Source: Raffel et al. 2020, "T5", §3.1.4 and figure 2,
https://arxiv.org/abs/1910.10683; how spans are drawn, which the paper leaves
open, as `random_spans_noise_mask` in
https://github.com/google-research/text-to-text-transfer-transformer
Lesson: docs/transformer/encoder-decoder.md
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

Span = tuple[int, int]  # from, up to but not including
Token = TypeVar("Token")


# --8<-- [start:corrupt_spans]
def corrupt_spans(
    tokens: Sequence[Token], spans: Iterable[Span], sentinels: Sequence[Token]
) -> tuple[list[Token], list[Token]]:
    """Move the spans from the source to the target; sentinels mark where.

    In the source a sentinel stands for each span. In the target the same
    sentinel introduces what stood there; one more ends it.

    Args:
        tokens: ids, or words.
        spans: from and up to, in order, apart from one another.
        sentinels: tokens that stand for nothing else, one more than spans.

    Raises:
        ValueError: if a span is empty, leaves the text or touches the one
            before it, or there are too few sentinels.

    Example:
        >>> words = "Thank you for inviting me".split()
        >>> source, target = corrupt_spans(words, [(2, 4)], ["<X>", "<Y>"])
        >>> " ".join(source), " ".join(target)
        ('Thank you <X> me', '<X> for inviting <Y>')
    """
    source: list[Token] = []
    target: list[Token] = []
    spans, end = list(spans), 0
    if len(sentinels) <= len(spans):
        raise ValueError(
            f"{len(spans)} spans take {len(spans) + 1} sentinels, "
            f"not {len(sentinels)}"
        )
    for number, (start, stop) in enumerate(spans):
        if not start < stop <= len(tokens) or start < end + (number > 0):
            raise ValueError(
                f"span {number}, {start} to {stop}, must not be empty, must "
                f"lie within {len(tokens)} tokens and start after {end}"
            )
        source += [*tokens[end:start], sentinels[number]]
        target += [sentinels[number], *tokens[start:stop]]
        end = stop
    source += tokens[end:]
    target.append(sentinels[len(spans)])
    return source, target


# --8<-- [end:corrupt_spans]


# --8<-- [start:random_spans]
def random_spans(
    n_tokens: int,
    rng: np.random.Generator,
    *,
    rate: float = 0.15,
    mean_length: float = 3.0,
) -> list[Span]:
    """Draw which pieces of a text of `n_tokens` are cut out.

    How many tokens go and how many spans they make is fixed; chance decides
    where the text is divided. It begins with a piece that stays.

    Raises:
        ValueError: if the text is too short to lose a token and keep one.

    Example:
        >>> random_spans(64, np.random.default_rng(0))
        [(34, 37), (48, 54), (63, 64)]
    """
    n_gone = max(1, round(n_tokens * rate))
    n_spans = max(1, round(n_gone / mean_length))
    if n_tokens - n_gone < n_spans:
        raise ValueError(f"{n_tokens=} are too few for {rate=}, {mean_length=}")
    stays = _pieces(n_tokens - n_gone, n_spans, rng)
    goes = _pieces(n_gone, n_spans, rng)
    spans, at = [], 0
    for keep, lose in zip(stays, goes, strict=True):
        spans.append((at + keep, at + keep + lose))
        at += keep + lose
    return spans


def _pieces(total: int, n: int, rng: np.random.Generator) -> list[int]:
    """Divide `total` into n parts of at least one."""
    cuts = np.sort(rng.choice(total - 1, size=n - 1, replace=False)) + 1
    return np.diff([0, *cuts, total]).tolist()


# --8<-- [end:random_spans]
