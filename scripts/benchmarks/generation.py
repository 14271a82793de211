"""Measure generation with a cache against Hugging Face's `generate`.

Two sizes of GPT-2 with the same random weights on both sides, one prompt,
greedy, in float32 on one thread. Ours runs twice: as modules (`GPT2`), and
bare (`BareGPT2`). Beside them runs the floor: the kernels that ours calls,
called one after the other, with no cache to ask and nothing to check. The
tokens are compared: all must write the same text. Seconds are those that the
processor worked.
"""

import statistics
import time
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

from course.benchmarks import ratio, turns
from unmasked.generation import generate
from unmasked.generation.decode import Decoder
from unmasked.models.gpt2 import GPT2, GPT2_SMALL, GPT2Config
from unmasked.models.gpt2_bare import BareGPT2
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


def write(model: Decoder, prompt: list[int]) -> list[int]:
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


@torch.inference_mode()
def write_kernels(model: GPT2, prompt: list[int]) -> list[int]:
    """The same kernels with the same weights, and nothing around them."""
    config, blocks = model.config, BareGPT2(model).blocks
    width = (config.d_model,)
    shape = (-1, config.n_heads, config.d_model // config.n_heads)
    room = PROMPT + NEW_TOKENS
    caches = torch.zeros(
        config.n_layers, 2, config.n_heads, room, shape[-1]
    )  # fmt: skip
    embedding, positions = model.embed.weight, model.positions.weight
    last_norm = model.norm.weight, model.norm.bias

    def step(tokens: torch.Tensor, start: int) -> int:
        end = start + len(tokens)
        x = embedding[tokens] + positions[start:end]
        for block, (keys, values) in zip(blocks, caches, strict=True):
            y = F.layer_norm(x, width, *block.attention_norm)
            q, k, v = (
                F.linear(y, *projection).view(shape).transpose(0, 1)
                for projection in (block.q, block.k, block.v)
            )
            keys[:, start:end], values[:, start:end] = k, v
            heads = F.scaled_dot_product_attention(
                q, keys[:, :end], values[:, :end], is_causal=start == 0
            )
            x = x + F.linear(heads.transpose(0, 1).flatten(1), *block.o)
            y = F.layer_norm(x, width, *block.feed_forward_norm)
            y = F.gelu(F.linear(y, *block.up), approximate="tanh")
            x = x + F.linear(y, *block.down)
        logits = F.linear(F.layer_norm(x[-1], width, *last_norm), embedding)
        return int(logits.argmax())

    written = [step(torch.tensor(prompt), 0)]
    while len(written) < NEW_TOKENS:
        place = PROMPT + len(written) - 1
        written.append(step(torch.tensor(written[-1:]), place))
    return written


def compare(config: GPT2Config, *, rounds: int) -> dict[str, Any]:
    torch.manual_seed(0)
    ours, theirs = twins(config)
    prompt = torch.randint(config.vocab_size, (PROMPT,)).tolist()
    runs = {
        "ours": partial(write, ours, prompt),
        "ours, bare": partial(write, BareGPT2(ours), prompt),
        "Hugging Face": partial(write_theirs, theirs, prompt),
        "kernels alone": partial(write_kernels, ours, prompt),
    }
    texts = [run() for run in runs.values()]
    if any(text != texts[0] for text in texts):
        raise RuntimeError("the models write different texts")
    seconds = turns(
        runs,
        rounds=rounds,
        warm_up=0,  # that was the comparison
        clock=time.process_time,
    )
    return {
        "rounds": rounds,
        "tokens_per_second": {
            name: NEW_TOKENS / statistics.median(times)
            for name, times in seconds.items()
        },
        "times_their_speed": {
            mine: ratio(seconds, slow="Hugging Face", fast=mine)
            for mine in ("ours", "ours, bare")
        },
        "times_their_speed_at_the_floor": ratio(
            seconds, slow="Hugging Face", fast="kernels alone"
        ),
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
