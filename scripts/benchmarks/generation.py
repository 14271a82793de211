"""Measure generation with a cache against Hugging Face's `generate`.

    python scripts/benchmarks/generation.py [--out FILE]

Prints a JSON record of tokens per second and ratios, for two sizes of GPT-2
with the same weights on both sides, one prompt, greedy. The tokens are
compared: both must write the same text. The two take turns, and the best of
the turns counts: whatever else the machine does makes a turn slower, never
faster.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

from unmasked.generation import generate
from unmasked.models.gpt2 import GPT2, GPT2_SMALL, GPT2Config
from unmasked.pretrained.gpt2 import load_hugging_face

PROMPT, NEW_TOKENS, TURNS = 16, 100, 5
SIZES = {
    "4 layers, width 128": GPT2Config(
        vocab_size=1024, n_layers=4, d_model=128, n_heads=4, max_length=256
    ),
    "GPT-2 small": GPT2_SMALL,
}


def twins(config: GPT2Config) -> tuple[GPT2, GPT2LMHeadModel]:
    """One random model in both libraries."""
    theirs = GPT2LMHeadModel(
        TheirConfig(
            vocab_size=config.vocab_size,
            n_layer=config.n_layers,
            n_embd=config.d_model,
            n_head=config.n_heads,
            n_positions=config.max_length,
            bos_token_id=0,
            eos_token_id=0,
            pad_token_id=0,
        )
    ).eval()
    ours = GPT2(config).eval()
    load_hugging_face(ours, theirs.state_dict())
    return ours, theirs


def best_speeds(
    runs: dict[str, Callable[[], list[int]]],
) -> tuple[dict[str, float], dict[str, list[int]]]:
    """Tokens per second of the fastest turn of each, and what each wrote."""
    speeds: dict[str, float] = {}
    texts = {}
    for turn in range(TURNS + 1):
        for name, run in runs.items():
            start = time.perf_counter()
            texts[name] = run()
            speed = NEW_TOKENS / (time.perf_counter() - start)
            if turn:  # the first one warms up
                speeds[name] = max(speed, speeds.get(name, 0.0))
    return speeds, texts


def measure() -> dict[str, Any]:
    record: dict[str, Any] = {"prompt": PROMPT, "new_tokens": NEW_TOKENS}
    for name, config in SIZES.items():
        torch.manual_seed(0)
        ours, theirs = twins(config)
        prompt = torch.randint(config.vocab_size, (PROMPT,)).tolist()

        def run_ours(model: GPT2 = ours, prompt: list[int] = prompt) -> list:
            return generate(model, [prompt], max_new_tokens=NEW_TOKENS)[0]

        def run_theirs(
            model: GPT2LMHeadModel = theirs, prompt: list[int] = prompt
        ) -> list:
            tokens = torch.tensor([prompt])
            text = model.generate(
                tokens,
                attention_mask=torch.ones_like(tokens),
                max_new_tokens=NEW_TOKENS,
                do_sample=False,
                eos_token_id=None,
            )
            return text[0, PROMPT:].tolist()

        speeds, texts = best_speeds(
            {"ours": run_ours, "hugging_face": run_theirs}
        )
        record[name] = {
            "tokens_per_second": speeds,
            "times_their_speed": speeds["ours"] / speeds["hugging_face"],
            "same_text": texts["ours"] == texts["hugging_face"],
        }
    record["machine"] = {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        **{n: version(n) for n in ("torch", "transformers")},
    }
    return record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, help="also write the record here")
    options = parser.parse_args()
    record = json.dumps(measure(), indent=1)
    print(record)
    if options.out:
        options.out.write_text(record + "\n", "utf-8")


if __name__ == "__main__":
    main()
