"""Measure generation with a cache against Hugging Face's `generate`.

Two sizes of GPT-2 with the same random weights on both sides, one prompt,
greedy, in float32 on one thread. The tokens are compared: both must write the
same text.
"""

import statistics
from functools import partial
from typing import Any

import torch
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

from course.benchmarks import ratio, turns
from unmasked.generation import generate
from unmasked.models.gpt2 import GPT2, GPT2_SMALL, GPT2Config
from unmasked.pretrained.gpt2 import load_hugging_face

PACKAGES = ("transformers",)
PROMPT, NEW_TOKENS = 16, 100
SIZES = {
    "4 layers, 128 wide": GPT2Config(
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


def write(model: GPT2, prompt: list[int]) -> list[int]:
    return generate(model, [prompt], max_new_tokens=NEW_TOKENS)[0]


def write_theirs(model: GPT2LMHeadModel, prompt: list[int]) -> list[int]:
    tokens = torch.tensor([prompt])
    text = model.generate(
        tokens,
        attention_mask=torch.ones_like(tokens),
        max_new_tokens=NEW_TOKENS,
        do_sample=False,
        eos_token_id=None,
    )
    return text[0, PROMPT:].tolist()


def compare(config: GPT2Config, *, rounds: int) -> dict[str, Any]:
    torch.manual_seed(0)
    ours, theirs = twins(config)
    prompt = torch.randint(config.vocab_size, (PROMPT,)).tolist()
    if write(ours, prompt) != write_theirs(theirs, prompt):
        raise RuntimeError("the two models write different texts")
    seconds = turns(
        {
            "ours": partial(write, ours, prompt),
            "Hugging Face": partial(write_theirs, theirs, prompt),
        },
        rounds=rounds,
        warm_up=0,  # that was the comparison
    )
    return {
        "rounds": rounds,
        "tokens_per_second": {
            name: NEW_TOKENS / statistics.median(times)
            for name, times in seconds.items()
        },
        "times_their_speed": ratio(seconds, slow="Hugging Face", fast="ours"),
    }


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Tokens per second and ratios, for each size."""
    torch.set_num_threads(1)
    rounds = {"4 layers, 128 wide": 40, "GPT-2 small": 6}
    return {
        "prompt": PROMPT,
        "new_tokens": NEW_TOKENS,
        "sizes": {
            name: compare(config, rounds=2 if quick else rounds[name])
            for name, config in SIZES.items()
        },
    }
