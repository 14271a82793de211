"""Measure byte-pair training against `tokenizers`.

Ours is pure Python, theirs is Rust; both learn 8192 tokens from the same 5 MB
of prose. Theirs may use all cores or, for comparison, one.
"""

import os
import statistics
from collections.abc import Callable
from typing import Any

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from course.benchmarks import ratio, turns
from unmasked.data import addresses
from unmasked.tokenizers.byte_pair import train

PACKAGES = ("regex", "tokenizers")
VOCAB_SIZE, TRAINING_BYTES = 8192, 5_000_000


def their_training(texts: list[str], *, parallel: bool) -> Callable[[], None]:
    def run() -> None:
        # Read by `tokenizers` at each call.
        os.environ["TOKENIZERS_PARALLELISM"] = str(parallel).lower()
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(
            add_prefix_space=False
        )
        trainer = trainers.BpeTrainer(
            vocab_size=VOCAB_SIZE,
            show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        )
        tokenizer.train_from_iterator(texts, trainer)

    return run


def some_texts() -> tuple[list[str], int]:
    texts, n_bytes = [], 0
    for address in addresses():
        if n_bytes < TRAINING_BYTES:
            texts.append(address.text)
            n_bytes += len(address.text.encode())
    return texts, n_bytes


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Seconds, and how many of theirs ours takes."""
    texts, n_bytes = some_texts()
    seconds = turns(
        {
            "ours": lambda: train(texts, vocab_size=VOCAB_SIZE),
            "tokenizers": their_training(texts, parallel=True),
            "tokenizers, one thread": their_training(texts, parallel=False),
        },
        rounds=1 if quick else 5,
    )
    return {
        "bytes": n_bytes,
        "vocab_size": VOCAB_SIZE,
        "rounds": len(seconds["ours"]),
        "seconds": {
            name: statistics.median(times) for name, times in seconds.items()
        },
        "times_their_seconds": {
            name: ratio(seconds, slow="ours", fast=name)
            for name in seconds
            if name != "ours"
        },
    }
