"""Beam search: keep the best few beginnings, and extend each.

Greedy decoding takes the best token and may miss the best text: a good
sentence can begin with an unlikely word. Beam search looks a little wider. It
still finds no global best, and for open-ended text the likeliest continuation
is rarely a good one; it is a tool for translation.

Source: Vaswani et al. 2017, §6.1, https://arxiv.org/abs/1706.03762, with the
length penalty of Wu et al. 2016, eq. 14, https://arxiv.org/abs/1609.08144
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from unmasked._sizes import check_positive
from unmasked.generation._checks import check_decoder, token_row
from unmasked.generation.decode import Decoder


@dataclass(frozen=True)
class Hypothesis:
    """A continuation, its log-probability, and the score it is ranked by."""

    tokens: list[int]
    log_probability: float
    score: float


# --8<-- [start:beam_search]
@torch.inference_mode()
def beam_search(
    model: Decoder,
    prompt: Sequence[int],
    *,
    n_beams: int,
    max_new_tokens: int,
    end_token: int | None = None,
    length_penalty: float = 0.6,
    device: torch.device | str | None = None,
) -> list[Hypothesis]:
    """Search for likely continuations; the best comes first.

        score(Y) = log P(Y) / ((5 + |Y|) / 6)^α

    Without the division, every further token makes a text less likely and
    short ones win.

    Args:
        model: scores the next token.
        prompt: token ids.
        n_beams: how many beginnings are kept at each step.
        max_new_tokens: where a text ends that has not ended by itself.
        end_token: ends a text; counted in its length and returned with it.
        length_penalty: α; 0 ranks by probability alone.
        device: where the model is.

    Raises:
        TypeError: if the prompt is no row of whole numbers, or the model is
            not causal.
        ValueError: if a size is not positive, or the prompt is empty or too
            long for the model.

    Example:
        >>> from unmasked.models.gpt2 import GPT2, GPT2Config
        >>> model = GPT2(GPT2Config(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, max_length=16
        ... ))
        >>> best, *_ = beam_search(model, [1], n_beams=3, max_new_tokens=4)
        >>> len(best.tokens)
        4
    """
    check_positive(n_beams=n_beams, max_new_tokens=max_new_tokens)
    check_decoder(model)
    start = token_row(prompt, name="prompt")

    def ranked(tokens: list[int], log_probability: float) -> Hypothesis:
        penalty = ((5 + len(tokens)) / 6) ** length_penalty
        return Hypothesis(tokens, log_probability, log_probability / penalty)

    room = len(start) + max_new_tokens - 1  # the last token is not run
    cache = model.new_cache(batch=n_beams, max_length=room)
    new = torch.tensor([start] * n_beams, dtype=torch.long, device=device)
    beams: list[list[int]] = [[] for _ in range(n_beams)]
    # All rows hold the same prompt at first; only one may have children.
    totals = torch.full((n_beams,), -torch.inf, device=device)
    totals[0] = 0.0
    finished: list[Hypothesis] = []
    for _ in range(max_new_tokens):
        logits = model(new, cache=cache, last_only=True)[:, -1]
        scores = totals[:, None] + logits.float().log_softmax(dim=-1)
        # Twice as many as needed: even if half of them end, enough go on.
        n_candidates = min(2 * n_beams, scores.numel())
        best, where = scores.flatten().topk(n_candidates)
        rows: list[int] = []
        kept_tokens: list[int] = []
        kept_totals: list[float] = []
        texts: list[list[int]] = []
        for total, place in zip(best.tolist(), where.tolist(), strict=True):
            row, token = divmod(place, scores.shape[1])
            if total == -torch.inf:
                continue
            text = [*beams[row], token]
            if token == end_token:
                finished.append(ranked(text, total))
            elif len(rows) < n_beams:
                rows.append(row)
                kept_tokens.append(token)
                kept_totals.append(total)
                texts.append(text)
        finished = sorted(finished, key=lambda h: -h.score)[:n_beams]
        if not rows:
            beams = []
            break
        # Fewer went on than there are rows: repeat one, without a chance.
        missing = n_beams - len(rows)
        rows += [rows[0]] * missing
        kept_tokens += [kept_tokens[0]] * missing
        kept_totals += [-torch.inf] * missing
        beams = texts + [texts[0]] * missing
        totals = torch.tensor(kept_totals, device=device)
        new = torch.tensor(kept_tokens, device=device)[:, None]
        cache.reorder(torch.tensor(rows, device=device))
    open_ended = [
        ranked(text, total)
        for text, total in zip(beams, totals.tolist(), strict=False)
        if total > -torch.inf
    ]
    return sorted(finished + open_ended, key=lambda h: -h.score)[:n_beams]


# --8<-- [end:beam_search]
