"""Generate: read the prompt once, then add one token after another.

The two phases cost differently. *Prefill* reads the whole prompt in one pass,
limited by arithmetic; *decode* runs the model once for each new token, limited
by how fast weights and cache can be read.

Lesson: docs/long-context/inference.md
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from unmasked.attention.protocols import Cache
from unmasked.generation._checks import check_decoder, token_rows
from unmasked.generation.sampler import Sampler

# Chooses from (logits, tokens so far, which of these are real).
Choose = Callable[[Tensor, Tensor, Tensor], Tensor]

GREEDY = Sampler(temperature=0)


@runtime_checkable
class Decoder(Protocol):
    """What can generate: any of the causal models of `unmasked.models`."""

    def __call__(
        self,
        tokens: Tensor,
        *,
        positions: Tensor | None = None,
        mask: Tensor | None = None,
        cache: Cache | None = None,
        last_only: bool = False,
    ) -> Tensor:
        """Score the next token."""

    def new_cache(self, *, batch: int, max_length: int | None = None) -> Cache:
        """Room for keys and values."""


# --8<-- [start:stream]
@torch.inference_mode()
def stream(
    model: Decoder,
    prompts: Sequence[Sequence[int]],
    *,
    max_new_tokens: int,
    choose: Choose = GREEDY,
    device: torch.device | str | None = None,
) -> Iterator[list[int]]:
    """Yield the next token of every prompt, as soon as it is chosen.

    Prompts may differ in length. The short ones are filled up on the left, so
    that all go on at the same place; nobody looks at the filling, and it is
    not counted in the positions.

    Args:
        model: scores the next token.
        prompts: token ids.
        max_new_tokens: how many tokens to add.
        choose: how a token is chosen from its scores.
        device: where the model is.

    Raises:
        TypeError: if the prompts are no rows of whole numbers, or the model
            is not causal.
        ValueError: if there is no prompt, one is empty, or prompt and new
            tokens together are more than the model can read.

    Example:
        >>> from unmasked.models.gpt2 import GPT2, GPT2Config
        >>> model = GPT2(GPT2Config(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, max_length=16
        ... ))
        >>> len(list(stream(model, [[1, 2], [3]], max_new_tokens=4)))
        4
    """
    check_decoder(model)
    rows = token_rows(prompts, name="prompts")
    longest = _check_prompts(rows, max_new_tokens)
    padded = [[0] * (longest - len(row)) + row for row in rows]
    tokens = torch.tensor(padded, device=device)
    starts = torch.tensor([longest - len(row) for row in rows], device=device)
    uneven = bool(starts.any())
    # The last token is chosen and not run: it needs no room.
    room = longest + max_new_tokens - 1
    cache = model.new_cache(batch=len(rows), max_length=room)
    new = tokens
    for _ in range(max_new_tokens):
        places = torch.arange(tokens.shape[1], device=device)
        real = places >= starts[:, None]
        if uneven:
            standing = (places - starts[:, None]).clamp(min=0)
            positions, mask = standing[:, -new.shape[1] :], real[:, None, None]
        else:
            positions, mask = None, None
        logits = model(
            new, positions=positions, mask=mask, cache=cache, last_only=True
        )
        new = choose(logits[:, -1], tokens, real)[:, None]
        tokens = torch.cat([tokens, new], dim=1)
        yield new[:, 0].tolist()


# --8<-- [end:stream]


def generate(
    model: Decoder,
    prompts: Sequence[Sequence[int]],
    *,
    max_new_tokens: int,
    choose: Choose = GREEDY,
    stop: Sequence[Sequence[int]] = (),
    device: torch.device | str | None = None,
) -> list[list[int]]:
    """Continue every prompt; return what was added, without the prompt.

    Args:
        model: scores the next token.
        prompts: token ids.
        max_new_tokens: most tokens to add.
        choose: how a token is chosen from its scores.
        stop: sequences that end a text, such as the end-of-text token. They
            are not part of what is returned.
        device: where the model is.

    Raises:
        TypeError: as `stream`, or if `stop` is no list of sequences.
        ValueError: as `stream`, or if a stop sequence is empty.

    Example:
        >>> from unmasked.models.gpt2 import GPT2, GPT2Config
        >>> model = GPT2(GPT2Config(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, max_length=16
        ... ))
        >>> [text] = generate(model, [[1, 2, 3]], max_new_tokens=5)
        >>> len(text)
        5
    """
    endings = token_rows(stop, name="stop")
    if not all(endings):
        raise ValueError("a stop sequence is empty: it would end every text")
    texts: list[list[int]] = [[] for _ in prompts]
    lengths: list[int | None] = [None for _ in prompts]
    steps = stream(
        model,
        prompts,
        max_new_tokens=max_new_tokens,
        choose=choose,
        device=device,
    )
    for chosen in steps:
        for row, token in enumerate(chosen):
            if lengths[row] is not None:
                continue
            texts[row].append(token)
            for ending in endings:
                if texts[row][-len(ending) :] == ending:
                    lengths[row] = len(texts[row]) - len(ending)
        if all(length is not None for length in lengths):
            break
    return [text[:length] for text, length in zip(texts, lengths, strict=True)]


def _check_prompts(prompts: list[list[int]], max_new: int) -> int:
    """Refuse what cannot be continued; return the longest prompt's length."""
    if not prompts:
        raise ValueError("there is no prompt to continue")
    empty = [i for i, prompt in enumerate(prompts) if not prompt]
    if empty:
        raise ValueError(
            f"prompts {empty} are empty: give each at least one token"
        )
    if max_new < 1:
        raise ValueError(f"max_new_tokens={max_new} must be at least 1")
    return max(len(prompt) for prompt in prompts)
