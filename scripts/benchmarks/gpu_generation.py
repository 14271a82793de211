"""Measure generation on a GPU against Hugging Face's `generate`.

GPT-2 small with the same random weights on both sides, greedy, with a cache,
in bfloat16: one text, and 32 at a time. Before that both write in float32, and
the texts are compared: in bfloat16 rounding decides between near scores.
"""

import statistics
from functools import partial
from typing import Any

import torch
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

from course.benchmarks import ratio, turns
from unmasked.generation import generate
from unmasked.models.gpt2 import GPT2, GPT2_SMALL
from unmasked.pretrained.gpt2 import load_hugging_face

PACKAGES = ("transformers",)
PROMPT, NEW_TOKENS, TEXTS = 16, 100, (1, 32)


def twins() -> tuple[GPT2, GPT2LMHeadModel]:
    """One random model in both libraries."""
    theirs = GPT2LMHeadModel(
        TheirConfig(bos_token_id=0, eos_token_id=0, pad_token_id=0)
    ).eval()
    ours = GPT2(GPT2_SMALL).eval()
    load_hugging_face(ours, theirs.state_dict())
    return ours.to("cuda"), theirs.to("cuda")


def write(model: GPT2, prompts: list[list[int]]) -> list[list[int]]:
    return generate(model, prompts, max_new_tokens=NEW_TOKENS, device="cuda")


def write_theirs(
    model: GPT2LMHeadModel, prompts: list[list[int]]
) -> list[list[int]]:
    tokens = torch.tensor(prompts, device="cuda")
    texts = model.generate(
        tokens,
        attention_mask=torch.ones_like(tokens),
        max_new_tokens=NEW_TOKENS,
        do_sample=False,
        eos_token_id=None,
    )
    return texts[:, PROMPT:].tolist()


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Tokens per second and ratios, by the number of texts."""
    torch.manual_seed(0)
    ours, theirs = twins()
    draw = partial(torch.randint, GPT2_SMALL.vocab_size)
    prompts = {n: draw((n, PROMPT)).tolist() for n in TEXTS}
    for n in TEXTS:
        if write(ours, prompts[n]) != write_theirs(theirs, prompts[n]):
            raise RuntimeError(f"the models write different texts, {n=}")
    ours.bfloat16(), theirs.bfloat16()
    found = {}
    for n in TEXTS:
        seconds = turns(
            {
                "ours": partial(write, ours, prompts[n]),
                "Hugging Face": partial(write_theirs, theirs, prompts[n]),
            },
            rounds=2 if quick else 10,
        )
        found[str(n)] = {
            "rounds": len(seconds["ours"]),
            "tokens_per_second": {
                name: n * NEW_TOKENS / statistics.median(times)
                for name, times in seconds.items()
            },
            "times_their_speed": ratio(
                seconds, slow="Hugging Face", fast="ours"
            ),
        }
    return {"prompt": PROMPT, "new_tokens": NEW_TOKENS, "texts": found}
