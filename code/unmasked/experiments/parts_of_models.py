"""Claim: BERT, GPT-2, T5 and Llama are made of the same few parts.

The table is read off small instances of the package's own classes: which
modules they hold, and what each output of a stack depends on.

Lesson: docs/transformer/encoder-decoder.md
"""

from typing import Any

import torch
from torch import Tensor, nn

from unmasked.models.bert import Bert, BertConfig
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.llama import Llama, LlamaConfig
from unmasked.models.t5 import T5, T5Config
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.models.whisper import Whisper, WhisperConfig

SIZES: dict[str, Any] = {"n_layers": 2, "d_model": 16, "n_heads": 4}
TEXT = {"vocab_size": 20, **SIZES}
MODELS: dict[str, Any] = {
    "Transformer, 2017": lambda: Transformer(
        TransformerConfig(**TEXT, d_ff=32)
    ),
    "BERT, 2018": lambda: Bert(BertConfig(**TEXT, d_ff=32, max_length=8)),
    "GPT-2, 2019": lambda: GPT2(GPT2Config(**TEXT, max_length=8)),
    "T5, 2019": lambda: T5(T5Config(**TEXT, d_head=4, d_ff=32)),
    "Whisper, 2022": lambda: Whisper(WhisperConfig(**TEXT)),
    "Llama 3, 2024": lambda: Llama(
        LlamaConfig(**TEXT, n_kv_heads=2, d_ff=32, max_length=8)
    ),
}
ACTIVATIONS = {"relu": "ReLU", "gelu": "GELU"}
GATES = {"silu": "SwiGLU", "gelu": "GEGLU"}
WIRING = {"PreNorm": "before", "PostNorm": "after"}
POSITIONS = {
    "LearnedPositions": "learned",
    "RelativeBias": "relative bias",
    "Rotary": "rotary",
}


def measure() -> dict[str, dict[str, str]]:
    """What each model is made of, column by column.

    Example:
        >>> measure()["GPT-2, 2019"]["looks"]
        'back'
    """
    torch.manual_seed(0)
    return {name: describe(make()) for name, make in MODELS.items()}


def describe(model: nn.Module) -> dict[str, str]:
    """Find the parts among the modules of a model."""
    kinds = [type(m).__name__ for m in model.modules()]
    feed_forward: Any = next(
        m for m in model.modules() if type(m).__name__ in ("MLP", "GatedMLP")
    )
    heads: Any = next(m for m in model.modules() if hasattr(m, "k_proj"))
    positions = [POSITIONS[k] for k in POSITIONS if k in kinds]
    if not positions or isinstance(model, Whisper):
        positions.insert(0, "sinusoids")
    gated = type(feed_forward).__name__ == "GatedMLP"
    bends = feed_forward.activation.__name__.removesuffix("_tanh")
    shared = heads.k_proj.out_features < heads.q_proj.out_features
    return {
        "looks": looks(model),
        "norm": next(k for k in kinds if k in ("LayerNorm", "RMSNorm")),
        "where": next(WIRING[k] for k in kinds if k in WIRING),
        "positions": ", ".join(positions),
        "feed-forward": (GATES if gated else ACTIVATIONS)[bends],
        "key/value heads": "shared" if shared else "one each",
        "biases": "yes" if heads.q_proj.bias is not None else "no",
    }


def looks(model: nn.Module) -> str:
    """Change one token and see whose output changes.

    Raises:
        ValueError: if the model is none that this knows how to run.
    """
    if isinstance(model, Bert | GPT2 | Llama):
        return _direction(model)
    if isinstance(model, T5 | Transformer):
        memory = model.encode(torch.arange(5)[None])
        reads = _direction(model.encode)
        writes = _direction(lambda tokens: model.decode(tokens, memory))
        return f"{reads}; {writes}, and across"
    if isinstance(model, Whisper):
        sound = torch.randn(1, 80, 10)  # ten frames make five places
        memory = model.encode(sound)
        reads = _direction(lambda tokens: model.encode(_frames(sound, tokens)))
        writes = _direction(lambda tokens: model.decode(tokens, memory))
        return f"{reads}; {writes}, and across"
    raise ValueError(f"no way to run {type(model).__name__}")


def _frames(sound: Tensor, tokens: Tensor) -> Tensor:
    """The sound, louder in frame 4 if the middle token has changed."""
    louder = sound.clone()
    louder[..., 4] += tokens[0, 2] - 2
    return louder


@torch.inference_mode()
def _direction(run: Any) -> str:
    before = torch.arange(5)[None]
    after = before.clone()
    after[0, 2] = 11  # the middle of five
    moved: Tensor = (run(before) != run(after)).any(dim=-1)[0]
    seen = moved.tolist()
    if seen == [True] * 5:
        return "both ways"
    return "back" if seen == [False, False, True, True, True] else str(seen)
