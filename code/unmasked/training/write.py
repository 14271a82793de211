"""Let a model that the training command made write.

    python -m unmasked.training.write "Call me Ishmael."
    python -m unmasked.training.write --out runs/second --temperature 0.5

The last checkpoint counts: the run may be finished, stopped, or still going.

Lesson: docs/long-context/inference.md
"""

import argparse
import codecs
import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import torch

from unmasked.generation.decode import Choose, stream
from unmasked.generation.sampler import Sampler
from unmasked.models.gpt2 import GPT2
from unmasked.models.llama import Llama
from unmasked.tokenizers.byte_pair import BytePair, load
from unmasked.training.checkpoint import MODEL, latest_checkpoint
from unmasked.training.train import make_model
from unmasked.training.weights import load_weights


class Run(NamedTuple):
    """What a run has come to.

    Attributes:
        model: with the weights of its last checkpoint, in evaluation mode.
        tokenizer: the one it was trained with.
    """

    model: GPT2 | Llama
    tokenizer: BytePair


def load_run(folder: Path) -> Run:
    """Load the model and the tokenizer of a run, as of its last checkpoint.

    Raises:
        FileNotFoundError: if there is no run in the folder, or it has written
            no checkpoint yet.
        ValueError: if a file of the run is damaged.
    """
    settings, checkpoint = folder / "settings.json", latest_checkpoint(folder)
    if checkpoint is None or not settings.is_file():
        raise FileNotFoundError(
            f"there is no run with a checkpoint in {folder}: train one with "
            f"python -m unmasked.training.train --out {folder}"
        )
    try:
        options = Namespace(**json.loads(settings.read_text("utf-8")))
    except ValueError as error:
        raise ValueError(f"{settings} is damaged: {error}") from None
    tokenizer = load(folder / "tokenizer.json")
    model = make_model(options, vocab_size=tokenizer.vocab_size).eval()
    load_weights(checkpoint / MODEL, model)
    return Run(model, tokenizer)


# --8<-- [start:write_on]
def write_on(
    model: GPT2 | Llama,
    tokens: Sequence[int],
    *,
    max_new_tokens: int,
    choose: Choose,
    device: torch.device | str | None = None,
) -> Iterator[int]:
    """Yield one token after another, also past the end of the context.

    What does not fit any more is forgotten, and half of the context with it:
    the model reads the other half as a new prompt, at positions that start
    from zero, and has room again. Forgetting one token at a time would cost
    that reading at each step, since all positions would move.

    Args:
        model: scores the next token.
        tokens: what to go on from.
        max_new_tokens: how many tokens to add.
        choose: how a token is chosen from its scores.
        device: where the model is.

    Raises:
        ValueError: if there is nothing to go on from, or nothing to add.

    Example:
        >>> from unmasked.generation.decode import GREEDY
        >>> from unmasked.models.gpt2 import GPT2Config
        >>> model = GPT2(GPT2Config(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, max_length=4
        ... ))
        >>> text = write_on(model, [1, 2], max_new_tokens=10, choose=GREEDY)
        >>> len(list(text))
        10
    """
    if max_new_tokens < 1:
        raise ValueError(f"{max_new_tokens=} must be at least 1")
    context = model.config.max_length
    seen, left = list(tokens), max_new_tokens
    while left:
        if len(seen) > context:
            seen = seen[-max(context // 2, 1) :]
        # The last token is chosen and not read: it needs no room.
        now = min(left, context - len(seen) + 1)
        for [token] in stream(
            model, [seen], max_new_tokens=now, choose=choose, device=device
        ):
            seen.append(token)
            yield token
        left -= now


# --8<-- [end:write_on]


def as_text(pieces: Iterable[bytes]) -> Iterator[str]:
    """Turn bytes into text as they come; a character waits for its last byte.

    Example:
        >>> whale = "🐳".encode()
        >>> list(as_text([b"a ", whale[:2], whale[2:]]))
        ['a ', '🐳']
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in pieces:
        if text := decoder.decode(piece):
            yield text
    if rest := decoder.decode(b"", final=True):
        yield rest


def parse(arguments: Sequence[str] | None = None) -> Namespace:
    """Read the settings from the command line.

    Example:
        >>> parse(["The whale", "--tokens", "50"]).tokens
        50
    """
    parser = argparse.ArgumentParser(
        prog="python -m unmasked.training.write",
        description="Let a model that was trained with "
        "unmasked.training.train write.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("prompt", nargs="?", default="\n", help="what to go on from (a new "
        "line, if none is given)")  # fmt: skip
    add("--out", type=Path, default=Path("runs/first"), help="folder of the "
        "run")  # fmt: skip
    add("--tokens", type=int, default=200, help="how many to write")
    add("--temperature", type=float, default=0.8, help="0 takes the likeliest "
        "token; 1 draws as the model was trained")  # fmt: skip
    add("--top-k", type=int, help="draw from this many tokens")
    add("--top-p", type=float, help="draw from the likeliest tokens that "
        "together reach this probability")  # fmt: skip
    add("--min-p", type=float, help="draw from tokens at least this many "
        "times as likely as the likeliest")  # fmt: skip
    add("--seed", type=int, default=0, help="another one, another text")
    add("--device", default="cpu", help="cpu, cuda or mps")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; errors in what was asked are told in one line."""
    options = parse(arguments)
    try:
        model, tokenizer = load_run(options.out)
        prompt = tokenizer.encode(options.prompt)
        written = write_on(
            model.to(options.device),
            prompt,
            max_new_tokens=options.tokens,
            choose=Sampler(
                temperature=options.temperature,
                top_k=options.top_k,
                top_p=options.top_p,
                min_p=options.min_p,
                generator=torch.Generator(options.device).manual_seed(
                    options.seed
                ),
            ),
            device=options.device,
        )
        for text in as_text(
            tokenizer.decode_bytes([token]) for token in chain(prompt, written)
        ):
            print(text, end="", flush=True)
        print()
    except (ValueError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # enough has been read
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
