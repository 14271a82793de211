"""Every model takes another way to attend, and the clear one gives the same."""

from functools import partial

import pytest
import torch

from tests.models.decoders import random_tokens
from unmasked.attention import fused, scaled_dot_product
from unmasked.models.bert import Bert, BertConfig
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.llama import Llama, LlamaConfig
from unmasked.models.qwen import Qwen, QwenConfig
from unmasked.models.t5 import T5, T5Config
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.models.vit import ViT, ViTConfig
from unmasked.models.whisper import Whisper, WhisperConfig

SIZES = {"n_layers": 2, "d_model": 24, "n_heads": 3}
READS = {"vocab_size": 61, **SIZES, "max_length": 16}
GROUPED = {**READS, "n_kv_heads": 1, "d_ff": 40}
TOKENS = random_tokens(2, 7, vocab_size=61)

MODELS = {
    "BERT": (Bert, BertConfig(**READS, d_ff=40), [TOKENS]),
    "GPT-2": (GPT2, GPT2Config(**READS), [TOKENS]),
    "Llama": (Llama, LlamaConfig(**GROUPED), [TOKENS]),
    "Qwen": (Qwen, QwenConfig(**GROUPED, d_head=8), [TOKENS]),
    "T5": (T5, T5Config(**READS, d_head=8, d_ff=40), [TOKENS, TOKENS]),
    "Transformer": (
        Transformer,
        TransformerConfig(**READS, d_ff=40),
        [TOKENS, TOKENS],
    ),
    "ViT": (
        ViT,
        ViTConfig(image_size=8, patch_size=4, n_classes=5, **SIZES, d_ff=40),
        [torch.linspace(-1, 1, 384).reshape(2, 3, 8, 8)],
    ),
    "Whisper": (
        Whisper,
        WhisperConfig(**READS, n_mels=10),
        [torch.linspace(-1, 1, 400).reshape(2, 10, 20), TOKENS],
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_clear_path_gives_what_the_fast_one_gives(name):
    make, config, inputs = MODELS[name]
    calls = []

    def attend(*arguments, clear, **options):
        calls.append(clear)
        path = scaled_dot_product if clear else fused
        return path.attend(*arguments, **options)

    outputs = []
    for clear in (True, False):
        torch.manual_seed(0)
        model = make(config, attend=partial(attend, clear=clear)).eval()
        outputs.append(model(*inputs))
    torch.testing.assert_close(*outputs)
    # Two layers, two ways; an encoder and cross-attention come on top.
    n_stacks = 3 if name in ("T5", "Transformer", "Whisper") else 1
    assert len(calls) == 2 * 2 * n_stacks
    assert calls.count(True) == calls.count(False)
