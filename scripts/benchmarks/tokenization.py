"""Measure byte-pair training and encoding against Hugging Face's `tokenizers`.

    python scripts/benchmarks/tokenization.py [--out FILE] [--gigabyte]

Prints a JSON record of seconds, ratios and peak memory. Ours is pure Python,
theirs is Rust. The two take turns, each new to the text, and the best of the
turns counts: whatever else the machine does makes a turn slower, never faster.
Both encode with the same vocabulary, and their ids are compared.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any

import tiktoken
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from unmasked.data import addresses
from unmasked.tokenizers.byte_pair import (
    BytePair,
    encode_file,
    read_text,
    save,
    train,
)
from unmasked.tokenizers.byte_pair.files import load
from unmasked.tokenizers.byte_pair.gpt2_files import byte_letters

VOCAB_SIZE = 8192
TRAINING_BYTES = 5_000_000
TURNS = 5


def best_times(**work: Callable[[], Any]) -> tuple[dict, dict]:
    """Seconds of the fastest turn of each, and what it gave."""
    seconds: dict[str, float] = {}
    results = {}
    for _ in range(TURNS):
        for name, do in work.items():
            start = time.perf_counter()
            results[name] = do()
            took = time.perf_counter() - start
            seconds[name] = min(took, seconds.get(name, took))
    return seconds, results


def single_threaded(do: Callable[[], Any]) -> Callable[[], Any]:
    def alone() -> Any:
        # Read by `tokenizers` at each call.
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        try:
            return do()
        finally:
            os.environ["TOKENIZERS_PARALLELISM"] = "true"

    return alone


def byte_level(model: models.Model) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return tokenizer


def training(texts: list[str]) -> dict[str, float]:
    def theirs() -> None:
        trainer = trainers.BpeTrainer(
            vocab_size=VOCAB_SIZE,
            show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        )
        byte_level(models.BPE()).train_from_iterator(texts, trainer)

    seconds, _ = best_times(
        ours=lambda: train(texts, vocab_size=VOCAB_SIZE),
        tokenizers=theirs,
        tokenizers_single_threaded=single_threaded(theirs),
    )
    return seconds


def encoding(tokenizer: BytePair, texts: list[str]) -> dict[str, float]:
    letters = byte_letters()
    names = {
        token: "".join(letters[byte] for byte in spelled)
        for token, spelled in tokenizer.tokens.items()
    }
    vocabulary = {name: token for token, name in names.items()}
    merges = [(names[left], names[right]) for left, right in tokenizer.merges]

    # Made anew in each turn, so that nobody remembers the text.
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

    seconds, ids = best_times(
        ours=ours,
        tokenizers=single_threaded(theirs),
        tokenizers_batch=single_threaded(theirs_in_batch),
        tiktoken=tiktokens,
    )
    if not all(found == ids["ours"] for found in ids.values()):
        sys.exit("the tokenizers disagree on the ids")
    return seconds


def write_large_file(path: Path, size: int) -> None:
    """Prose, with a word in twenty that comes nowhere else."""
    draw = Random(0)
    words = " ".join(a.text for a in addresses()).split(" ")
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            for i in range(0, len(words), 20):
                file.write(" ".join(words[i : i + 20]))
                file.write(f" {draw.randrange(16**8):x}\n")


def peak_memory(work: str, path: Path, tokenizer: Path) -> dict[str, float]:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--work", work, path, tokenizer],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return {
        "peak_bytes": int(done.stdout),
        "seconds": time.perf_counter() - start,
    }


def work_and_tell_peak(work: str, path: Path, tokenizer: Path) -> None:
    if work == "train":
        train(read_text(path), vocab_size=VOCAB_SIZE)
    else:
        for _ in encode_file(load(tokenizer), path):
            pass
    status = Path("/proc/self/status").read_text()  # Linux
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    print(int(found[1]) * 1024)


def measure(gigabyte: bool) -> dict[str, Any]:
    texts = [address.text for address in addresses()]
    some, total = [], 0
    for text in texts:
        if total < TRAINING_BYTES:
            some.append(text)
            total += len(text.encode())
    trained = training(some)
    tokenizer = train(some, vocab_size=VOCAB_SIZE)
    encoded = encoding(tokenizer, texts)
    record: dict[str, Any] = {
        "training": {
            "bytes": total,
            "vocab_size": VOCAB_SIZE,
            "seconds": trained,
            "times_their_seconds": trained["ours"]
            / min(s for name, s in trained.items() if name != "ours"),
        },
        "encoding": {
            "bytes": sum(len(text.encode()) for text in texts),
            "seconds": encoded,
            # Against the faster of their two ways.
            "times_their_speed": min(
                encoded["tokenizers"], encoded["tokenizers_batch"]
            )
            / encoded["ours"],
            "times_tiktokens_speed": encoded["tiktoken"] / encoded["ours"],
        },
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            **{n: version(n) for n in ("regex", "tokenizers", "tiktoken")},
        },
    }
    if gigabyte:
        with tempfile.TemporaryDirectory() as folder:
            path, saved = Path(folder) / "text", Path(folder) / "tokenizer"
            write_large_file(path, 10**9)
            save(tokenizer, saved)
            record["large_file"] = {
                "bytes": path.stat().st_size,
                "train": peak_memory("train", path, saved),
                "encode": peak_memory("encode", path, saved),
            }
    return record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, help="also write the record here")
    parser.add_argument("--gigabyte", action="store_true", help="takes minutes")
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work, path, tokenizer = options.work
        work_and_tell_peak(work, Path(path), Path(tokenizer))
        return
    record = json.dumps(measure(options.gigabyte), indent=1)
    print(record)
    if options.out:
        options.out.write_text(record + "\n", "utf-8")


if __name__ == "__main__":
    main()
