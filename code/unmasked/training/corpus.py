"""From a text to a file of tokens: train a tokenizer, encode, split.

Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from unmasked.data import moby_dick, state_of_the_union
from unmasked.tokenizers.byte_pair import (
    BytePair,
    encode_file,
    load,
    read_text,
    save,
    train,
)
from unmasked.training.token_file import read_tokens, write_tokens

SHIPPED: dict[str, Callable[[], str]] = {
    "moby-dick": moby_dick,
    "state-of-the-union": state_of_the_union,
}


class Corpus(NamedTuple):
    """A text as tokens, with the tokenizer that made them.

    Attributes:
        tokenizer: turns token ids back into text.
        train: the tokens to learn from.
        valid: those kept to measure with: the last tenth.
    """

    tokenizer: BytePair
    train: np.ndarray
    valid: np.ndarray


def prepare(folder: Path, text: str, *, vocab_size: int) -> None:
    """Write `tokenizer.json` and `tokens.npy`, unless they are there already.

    A file is read and encoded part by part, so it may be larger than memory.

    Args:
        folder: where the two files go.
        text: "moby-dick" or "state-of-the-union", which ship with the
            package, or the path of a text file.
        vocab_size: number of tokens to learn; 256 is one for each byte.

    Raises:
        FileNotFoundError: if there is no such text.
        ValueError: if it is empty, or `vocab_size` is below 256.
    """
    if (folder / "tokens.npy").exists():
        return
    if text not in SHIPPED and not Path(text).is_file():
        raise FileNotFoundError(
            f"there is no text {text!r}: give the path of a file, or one of "
            f"{', '.join(SHIPPED)}"
        )
    folder.mkdir(parents=True, exist_ok=True)
    pieces: Iterable[Iterable[int]]
    if text in SHIPPED:
        whole = SHIPPED[text]()
        tokenizer = train(whole, vocab_size=vocab_size)
        pieces = [tokenizer.encode(whole)]
    else:
        tokenizer = train(read_text(text), vocab_size=vocab_size)
        pieces = encode_file(tokenizer, text)
    save(tokenizer, folder / "tokenizer.json")
    write_tokens(folder / "tokens.npy", pieces, vocab_size=tokenizer.vocab_size)


def load_corpus(folder: Path) -> Corpus:
    """Open what `prepare` wrote; the tokens stay on the disk.

    Raises:
        FileNotFoundError: if a file is missing.
        ValueError: if a file is damaged.
    """
    tokens = read_tokens(folder / "tokens.npy")
    border = len(tokens) * 9 // 10
    return Corpus(
        load(folder / "tokenizer.json"), tokens[:border], tokens[border:]
    )


def token_bytes(tokenizer: BytePair) -> Int[Tensor, " vocab"]:
    """How many bytes each token stands for; none, if it is a special one.

    Example:
        >>> token_bytes(BytePair({(104, 105): 256}))[255:]
        tensor([1, 2])
    """
    sizes = torch.zeros(tokenizer.vocab_size, dtype=torch.long)
    for token, spelled in tokenizer.tokens.items():
        sizes[token] = len(spelled)
    for token in tokenizer.special.ids.values():
        sizes[token] = 0
    return sizes
