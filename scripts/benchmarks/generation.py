"""Measure generation with a cache against Hugging Face's `generate`.

Two sizes of GPT-2 with the same random weights on both sides, one prompt,
greedy, in float32 on one thread. Beside them runs the floor: the kernels that
ours calls, called one after the other, without modules, checks or dropout. The
tokens are compared: all must write the same text.
"""

import statistics
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
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


@torch.inference_mode()
def write_bare(model: GPT2, prompt: list[int]) -> list[int]:
    """The same kernels with the same weights, and nothing around them."""
    config, weights = model.config, dict(model.named_parameters())
    width = (config.d_model,)
    shape = (-1, config.n_heads, config.d_model // config.n_heads)
    room = PROMPT + NEW_TOKENS
    caches = torch.zeros(
        config.n_layers, 2, config.n_heads, room, shape[-1]
    )  # fmt: skip
    layers = [
        {
            name.removeprefix(f"blocks.{i}."): weight
            for name, weight in weights.items()
            if name.startswith(f"blocks.{i}.")
        }
        for i in range(config.n_layers)
    ]

    def linear(x: torch.Tensor, w: dict, name: str) -> torch.Tensor:
        return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

    def norm(x: torch.Tensor, w: dict, name: str) -> torch.Tensor:
        return F.layer_norm(x, width, w[f"{name}.weight"], w[f"{name}.bias"])

    def step(tokens: torch.Tensor, start: int) -> int:
        end = start + len(tokens)
        embedding = weights["embed.weight"]
        x = embedding[tokens] + weights["positions.weight"][start:end]
        for w, (keys, values) in zip(layers, caches, strict=True):
            y = norm(x, w, "attention.norm")
            q, k, v = (
                linear(y, w, f"attention.sublayer.{name}_proj")
                .view(shape)
                .transpose(0, 1)
                for name in "qkv"
            )
            keys[:, start:end], values[:, start:end] = k, v
            heads = F.scaled_dot_product_attention(
                q, keys[:, :end], values[:, :end], is_causal=start == 0
            )
            heads = heads.transpose(0, 1).flatten(1)
            x = x + linear(heads, w, "attention.sublayer.o_proj")
            y = norm(x, w, "feed_forward.norm")
            y = F.gelu(
                linear(y, w, "feed_forward.sublayer.up_proj"),
                approximate="tanh",
            )
            x = x + linear(y, w, "feed_forward.sublayer.down_proj")
        logits = F.linear(norm(x[-1], weights, "norm"), embedding)
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
    texts = write(ours, prompt), write_theirs(theirs, prompt)
    if not texts[0] == texts[1] == write_bare(ours, prompt):
        raise RuntimeError("the models write different texts")
    seconds = turns(
        {
            "ours": partial(write, ours, prompt),
            "Hugging Face": partial(write_theirs, theirs, prompt),
            "kernels alone": partial(write_bare, ours, prompt),
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
