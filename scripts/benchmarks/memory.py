"""Measure the most memory of a process: tokenizer, checkpoint, training.

A process that reads a file of a gigabyte to learn a vocabulary from it, and one
that encodes it; one that loads a checkpoint into its model, and one that only
makes the model; a training run on the CPU. Each by what the kernel says of it
(Linux), once with and once without the files that it only maps into memory.
"""

import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

# All else is imported where it is used: a process whose memory is measured
# should hold what it needs and no more.
PACKAGES = ("regex", "safetensors")
FILE_BYTES, VOCAB_SIZE = 10**9, 8192
# A model of 400 MB, in float32.
CHECKPOINT_SIZES = {
    "vocab_size": 32_000, "n_layers": 8, "d_model": 896, "n_heads": 14,
    "max_length": 1024,
}  # fmt: skip


def status(field: str) -> int:
    """What the kernel says of this process, in bytes."""
    text = Path("/proc/self/status").read_text()
    found = re.search(rf"{field}:\s+(\d+) kB", text)
    assert found is not None
    return int(found[1]) * 1024


def peak_of_own(work: Callable[[str, str], None], *arguments: str) -> int:
    """The most memory of its own, without that of files it only maps."""
    peak, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.001):
            peak = max(peak, status("RssAnon"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    work(*arguments)
    done.set()
    watcher.join()
    return peak


def write_large_file(path: Path, size: int) -> None:
    """Prose, with a word in twenty that comes nowhere else."""
    from unmasked.data import addresses

    draw = Random(0)
    words = " ".join(address.text for address in addresses()).split(" ")
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            for i in range(0, len(words), 20):
                file.write(" ".join(words[i : i + 20]))
                file.write(f" {draw.randrange(16**8):x}\n")


def learn(path: str, _: str) -> None:
    from unmasked.tokenizers.byte_pair import read_text, train

    train(read_text(Path(path)), vocab_size=VOCAB_SIZE)


def encode(path: str, tokenizer: str) -> None:
    from unmasked.tokenizers.byte_pair import encode_file
    from unmasked.tokenizers.byte_pair.files import load

    for _ in encode_file(load(Path(tokenizer)), Path(path)):
        pass


def new_model() -> Any:
    from unmasked.models.gpt2 import GPT2, GPT2Config

    return GPT2(GPT2Config(**CHECKPOINT_SIZES))


def make_checkpoint(path: str, _: str) -> None:
    from safetensors.torch import save_file

    from unmasked.training.weights import named_tensors

    save_file(named_tensors(new_model()), path)


def make_model(*_: str) -> None:
    new_model()


def load_checkpoint(path: str, _: str) -> None:
    from unmasked.training.weights import load_weights

    load_weights(Path(path), new_model())


def run_training(folder: str, steps: str) -> None:
    from unmasked.training.train import main

    main(["--out", folder, "--steps", steps])


WORK: dict[str, Callable[[str, str], None]] = {
    work.__name__: work
    for work in (
        learn, encode, make_checkpoint, make_model, load_checkpoint,
        run_training,
    )
}  # fmt: skip


def peak_of(
    work: Callable[[str, str], None], *arguments: object
) -> dict[str, int]:
    """The most memory of a process that does nothing else.

    Returns:
        All of it, and what is not a file that is only mapped.
    """
    done = subprocess.run(
        [sys.executable, __file__, work.__name__, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Bytes."""
    from unmasked.data import addresses
    from unmasked.tokenizers.byte_pair import save, train

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        text, tokenizer = folder / "text", folder / "tokenizer"
        write_large_file(text, FILE_BYTES // 100 if quick else FILE_BYTES)
        some = "\n".join(a.text for a in addresses())[:1_000_000]
        save(train(some, vocab_size=VOCAB_SIZE), tokenizer)
        found = {
            "tokenizer": {
                "file_bytes": text.stat().st_size,
                "training": peak_of(learn, text, ""),
                "encoding": peak_of(encode, text, tokenizer),
            },
        }
        text.unlink()
        checkpoint = folder / "model.safetensors"
        peak_of(make_checkpoint, checkpoint, "")
        found["checkpoint"] = {
            "file_bytes": checkpoint.stat().st_size,
            "model": peak_of(make_model, "", ""),
            "loading": peak_of(load_checkpoint, checkpoint, ""),
        }
        steps = 5 if quick else 50
        found["training"] = {
            "steps": steps,
            **peak_of(run_training, folder / "run", steps),
        }
        return found


if __name__ == "__main__":
    name, *given = sys.argv[1:]
    own = peak_of_own(WORK[name], *given)
    print(json.dumps({"peak": status("VmHWM"), "own": own}))
