"""Measure byte-pair encoding against `tokenizers` and `tiktoken`.

Ours is pure Python, theirs is Rust. All encode with the same vocabulary, on
one thread, each new to the text at every turn; their ids are compared.
"""

import os
import statistics
from collections.abc import Callable
from typing import Any

import tiktoken
from tokenizers import Tokenizer, models, pre_tokenizers

from course.benchmarks import ratio, turns
from unmasked.data import addresses
from unmasked.tokenizers.byte_pair import BytePair, train
from unmasked.tokenizers.byte_pair.gpt2_files import byte_letters

PACKAGES = ("regex", "tokenizers", "tiktoken")
VOCAB_SIZE, TRAINING_BYTES = 8192, 2_000_000
Encode = Callable[[], list[list[int]]]


def byte_level(model: models.Model) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


def encoders(tokenizer: BytePair, texts: list[str]) -> dict[str, Encode]:
    """Ways to encode, made anew at each call: nobody remembers the text."""
    letters = byte_letters()
    names = {
        token: "".join(letters[byte] for byte in spelled)
        for token, spelled in tokenizer.tokens.items()
    }
    vocabulary = {name: token for token, name in names.items()}
    merges = [(names[left], names[right]) for left, right in tokenizer.merges]

    def ours() -> list[list[int]]:
        fresh = BytePair(tokenizer.merges)
        return [fresh.encode(text) for text in texts]

    def theirs() -> list[list[int]]:
        fresh = byte_level(models.BPE(vocabulary, merges))
        return [fresh.encode(text).ids for text in texts]

    def theirs_in_batch() -> list[list[int]]:
        fresh = byte_level(models.BPE(vocabulary, merges))
        return [found.ids for found in fresh.encode_batch_fast(texts)]

    def tiktokens() -> list[list[int]]:
        fresh = tiktoken.Encoding(
            "ours",
            pat_str=tokenizer.split.pattern,
            mergeable_ranks={s: token for token, s in tokenizer.tokens.items()},
            special_tokens={},
        )
        return [fresh.encode_ordinary(text) for text in texts]

    return {
        "ours": ours,
        "tokenizers": theirs,
        "tokenizers, batch": theirs_in_batch,
        "tiktoken": tiktokens,
    }


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Megabytes per second, and ratios."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    texts = [address.text for address in addresses()]
    n_bytes = sum(len(text.encode()) for text in texts)
    some = "\n".join(texts)[:TRAINING_BYTES]
    runs = encoders(train(some, vocab_size=VOCAB_SIZE), texts)
    ids = {name: run() for name, run in runs.items()}
    if any(found != ids["ours"] for found in ids.values()):
        raise RuntimeError("the tokenizers disagree on the ids")
    seconds = turns(runs, rounds=1 if quick else 5, warm_up=0)
    return {
        "bytes": n_bytes,
        "vocab_size": VOCAB_SIZE,
        "rounds": len(seconds["ours"]),
        "megabytes_per_second": {
            name: n_bytes / 1e6 / statistics.median(times)
            for name, times in seconds.items()
        },
        "times_their_speed": {
            name: ratio(seconds, slow=name, fast="ours")
            for name in seconds
            if name != "ours"
        },
    }
