"""Every model of the package, small, beside the sizes that formulas take."""

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from unmasked.attention.scaled_dot_product import attend
from unmasked.models.bert import BertConfig, BertForPretraining
from unmasked.models.gemma import Gemma, GemmaConfig
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.llama import Llama, LlamaConfig
from unmasked.models.qwen import Qwen, QwenConfig
from unmasked.models.t5 import T5, T5Config
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.models.vit import ViT, ViTConfig
from unmasked.models.whisper import Whisper, WhisperConfig

N, D, H, V, BATCH, TOKENS, SOURCE = 2, 32, 4, 50, 3, 7, 9
SIZES = {"n_layers": N, "d_model": D, "n_heads": H}
BIASED = {"bias": True, "norm_bias": True}


@dataclass(kw_only=True)
class Model:
    """A model, what it is called with, and what the formulas are told.

    Attributes:
        model: its attention is written out, so all pairs are multiplied.
        inputs: three sequences.
        stacks: the sizes of its one stack, or of encoder and decoder.
        weights: for each stack what only `parameters` takes.
        flops: for each stack what only `forward_flops` takes.
        cross: what `cross_attention_flops` is told, if there are two stacks.
        more_weights: what stands outside of the stacks, counted by hand.
        more_flops: the same for operations.
    """

    model: nn.Module
    inputs: tuple[torch.Tensor, ...]
    stacks: list[dict[str, Any]]
    weights: list[dict[str, Any]]
    flops: list[dict[str, Any]] = field(default_factory=lambda: [{}])
    more_weights: int = 0
    more_flops: int = 0

    @property
    def cross(self) -> dict[str, Any]:
        names = ("n_layers", "d_model", "n_heads", "d_head")
        sizes = {n: size for n, size in self.stacks[-1].items() if n in names}
        lengths = {"n_tokens": TOKENS, "n_memory": SOURCE, "batch": BATCH}
        return sizes | lengths if len(self.stacks) == 2 else {}


def tokens(length: int = TOKENS) -> torch.Tensor:
    return torch.randint(V, (BATCH, length))


def decoder_only() -> dict[str, Model]:
    gpt2 = GPT2Config(**SIZES, vocab_size=V, max_length=16)
    grouped = {
        **SIZES, "vocab_size": V, "n_kv_heads": 2, "d_ff": 48,
        "max_length": 16,
    }  # fmt: skip
    stack = {**SIZES, "vocab_size": V, "n_kv_heads": 2, "d_ff": 48}
    stack |= {"gated": True}
    wide = {"d_head": 16}
    window = {"window": 4, "query_scale": 16}
    single = grouped | {"n_kv_heads": 1}
    return {
        "GPT-2": Model(
            model=GPT2(gpt2, attend=attend),
            inputs=(tokens(),),
            stacks=[{**SIZES, "vocab_size": V, "d_ff": 4 * D}],
            weights=[{**BIASED, "n_positions": 16}],
        ),
        "Llama": Model(
            model=Llama(LlamaConfig(**grouped), attend=attend),
            inputs=(tokens(),),
            stacks=[stack],
            weights=[{"tied": False}],
        ),
        "Llama, tied, one key/value head": Model(
            model=Llama(LlamaConfig(**single, tied=True), attend=attend),
            inputs=(tokens(),),
            stacks=[stack | {"n_kv_heads": 1}],
            weights=[{}],
        ),
        "Qwen": Model(
            model=Qwen(QwenConfig(**grouped, **wide), attend=attend),
            inputs=(tokens(),),
            stacks=[stack | wide],
            weights=[{"tied": False, "qk_norm": True}],
        ),
        "Gemma": Model(
            model=Gemma(GemmaConfig(**grouped, **wide, **window)),
            inputs=(tokens(),),
            stacks=[stack | wide],
            weights=[{"norms_per_layer": 4}],
        ),
    }


def encoders() -> dict[str, Model]:
    bert = BertConfig(**SIZES, vocab_size=V, d_ff=48, max_length=16)
    vit = ViTConfig(**SIZES, d_ff=48, image_size=8, patch_size=4, n_classes=5)
    pixels = 3 * 4 * 4
    images = torch.randn(BATCH, 3, 8, 8, requires_grad=True)
    return {
        "BERT": Model(
            model=BertForPretraining(bert, attend=attend),
            inputs=(tokens(),),
            stacks=[{**SIZES, "vocab_size": V, "d_ff": 48}],
            # Two token types; the norm of the embedding for a final one.
            weights=[{**BIASED, "n_positions": 16 + 2}],
            # Before the head: a layer, its norm, a bias. Pooler, two classes.
            more_weights=(D * D + D) + 2 * D + V + (D * D + D) + 2 * (D + 1),
            more_flops=2 * BATCH * (TOKENS * D * D + D * D + 2 * D),
        ),
        "ViT": Model(
            model=ViT(vit, attend=attend),
            inputs=(images,),
            stacks=[{**SIZES, "vocab_size": 0, "d_ff": 48}],
            weights=[{**BIASED, "n_positions": 1 + 4}],
            flops=[{"n_tokens": 1 + 4}],
            # Patches, the token that collects, the classes.
            more_weights=(pixels * D + D) + D + 5 * (D + 1),
            more_flops=2 * BATCH * (4 * pixels * D + D * 5),
        ),
    }


def encoder_decoders() -> dict[str, Model]:
    read = {**SIZES, "vocab_size": 0, "d_ff": 48}
    write = {**SIZES, "vocab_size": V, "d_ff": 48}
    looks = {"cross_attention": True, "norms_per_layer": 3}
    both = [{"n_tokens": SOURCE}, {}]
    transformer = TransformerConfig(**SIZES, vocab_size=V, d_ff=48)
    only_mlp = {"bias": True, "qkv_bias": False, "output_bias": False}
    post_norm = {**only_mlp, "norm_bias": True, "final_norm": False}
    t5 = T5Config(**SIZES, vocab_size=V, d_ff=48, d_head=16, n_buckets=8)
    gated = T5Config(
        **SIZES, vocab_size=V, d_ff=48, d_head=16, gated=True, tied=False
    )
    whisper = WhisperConfig(**SIZES, vocab_size=V, n_mels=5, max_length=16)
    mel = torch.randn(BATCH, 5, 2 * SOURCE, requires_grad=True)
    four = {"d_ff": 4 * D}
    return {
        "Transformer": Model(
            model=Transformer(transformer, attend=attend),
            inputs=(tokens(SOURCE), tokens()),
            stacks=[read, write],
            weights=[post_norm, post_norm | looks],
            flops=both,
        ),
        "T5": Model(
            model=T5(t5, attend=attend),
            inputs=(tokens(SOURCE), tokens()),
            stacks=[read | {"d_head": 16}, write | {"d_head": 16}],
            weights=[{}, looks],
            flops=both,
            more_weights=2 * 8 * H,  # biases by distance
        ),
        "T5 1.1": Model(
            model=T5(gated, attend=attend),
            inputs=(tokens(SOURCE), tokens()),
            stacks=[
                stack | {"d_head": 16, "gated": True} for stack in (read, write)
            ],
            weights=[{}, {**looks, "tied": False}],
            flops=both,
            more_weights=2 * 32 * H,
        ),
        "Whisper": Model(
            model=Whisper(whisper, attend=attend),
            inputs=(mel, tokens()),
            stacks=[read | four, write | four],
            weights=[BIASED, {**BIASED, **looks, "n_positions": 16}],
            flops=both,
            # Two convolutions; no key of 3 attentions a layer has a bias.
            more_weights=(3 * 5 * D + D) + (3 * D * D + D) - 3 * N * D,
            more_flops=2 * BATCH * SOURCE * 3 * (2 * 5 * D + D * D),
        ),
    }


def package_models() -> dict[str, Model]:
    return decoder_only() | encoders() | encoder_decoders()
