"""Which letter is missing here? Each model is asked in the form it learned.

Lesson: docs/transformer/encoder-decoder.md
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from unmasked.experiments._arrangements import Arrangement, Reading
from unmasked.experiments._objectives import (
    KINDS,
    LENGTH,
    MASK,
    SENTINELS,
    TEXT_IDS,
    arranged,
)

# name: (where the gap begins, how long it is)
GAPS = {
    "one letter, middle": (32, 1),
    "three letters, middle": (31, 3),
    "three letters, end": (LENGTH - 3, 3),
}


def name_missing(
    name: str, model: Arrangement, rows: Tensor
) -> dict[str, dict[str, float]]:
    """How often, and how surely, the first hidden token is named."""
    found: dict[str, dict[str, float]] = {}
    for gap, (at, hidden) in GAPS.items():
        right = rows[:, at]
        said = guess(name, model, rows, at=at, hidden=hidden)
        found[gap] = {
            "accuracy": (said.argmax(-1) == right).float().mean().item(),
            "nats": F.nll_loss(said, right).item(),
        }
    if KINDS[name].objective == "causal":
        at, _ = GAPS["one letter, middle"]
        few = rows[:200]
        tried = guess_by_trying(model, few, at=at, n_tries=TEXT_IDS)
        found["one letter, middle, by trying"] = {
            "accuracy": (tried == few[:, at]).float().mean().item()
        }
    return found


@torch.inference_mode()
def guess(
    name: str, model: Arrangement, rows: Tensor, *, at: int, hidden: int
) -> Tensor:
    """Log-probabilities of the first of some hidden tokens.

    Each kind is asked in the form that it learned: masks in place, nothing
    but what stands before, or a sentinel in place and then to be spelled out.
    """
    objective = KINDS[name].objective
    if objective == "causal":
        logits = model(Reading(rows[:, :at]))[:, -1]
    elif objective == "masked":
        read = rows.clone()
        read[:, at : at + hidden] = MASK
        logits = model(Reading(read))[:, at]
    else:
        mark = torch.full_like(rows[:, :1], SENTINELS[0])
        source = torch.cat([rows[:, :at], mark, rows[:, at + hidden :]], dim=1)
        # The last place is asked: what follows the sentinel.
        reading = arranged(objective, source, mark.expand(-1, 2))
        logits = model(reading)[:, -1]
    return F.log_softmax(logits[:, :TEXT_IDS], dim=-1)


@torch.inference_mode()
def guess_by_trying(
    model: Arrangement, rows: Tensor, *, at: int, n_tries: int
) -> Tensor:
    """The likeliest token at a place, where a decoder also heeds what follows.

    It cannot look ahead, but it can be asked how likely the whole text would
    be with each of its best guesses in the gap.
    """
    left = F.log_softmax(model(Reading(rows[:, :at]))[:, -1, :TEXT_IDS], dim=-1)
    before, tries = left.topk(n_tries)
    found = []
    for row, first, candidates in zip(rows, before, tries, strict=True):
        texts = row.repeat(n_tries, 1)
        texts[:, at] = candidates
        logits = model(Reading(texts[:, :-1]))[:, at:, :TEXT_IDS]
        after = F.log_softmax(logits, dim=-1).gather(
            2, texts[:, at + 1 :, None]
        )
        found.append(candidates[(first + after.sum((1, 2))).argmax()])
    return torch.stack(found)
