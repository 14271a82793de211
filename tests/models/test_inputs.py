"""Sizes and images that make no sense are refused by name."""

import pytest
import torch

from unmasked.models.gemma import Gemma, GemmaConfig
from unmasked.models.qwen import Qwen, QwenConfig
from unmasked.models.t5 import T5, T5Config
from unmasked.models.transformer import TransformerConfig
from unmasked.models.vit import ViT, ViTConfig
from unmasked.pretrained.annalog import Annalog

SIZES = {"n_layers": 1, "d_model": 12, "n_heads": 2, "d_ff": 16}
READS = {**SIZES, "vocab_size": 61, "max_length": 8}
GROUPED = {**READS, "n_kv_heads": 1, "d_head": 4}
SEES = {**SIZES, "image_size": 8, "patch_size": 4, "n_classes": 5}
MODELS = {
    "Gemma": lambda **s: Gemma(
        GemmaConfig(**GROUPED | s, window=3, query_scale=4)
    ),
    "Qwen": lambda **s: Qwen(QwenConfig(**GROUPED | s)),
    "T5": lambda **s: T5(T5Config(**READS | s, d_head=4)),
    "ANNalog": lambda **s: Annalog(TransformerConfig(**READS | s)),
    "ViT": lambda **s: ViT(ViTConfig(**SEES | s)),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_without_layers_is_refused(name):
    with pytest.raises(ValueError, match="n_layers=0 must be at least 1"):
        MODELS[name](n_layers=0)


@pytest.mark.parametrize("name", ["Gemma", "Qwen", "T5", "ANNalog"])
def test_a_model_that_can_read_nothing_is_refused(name):
    with pytest.raises(ValueError, match="max_length=-1 must be at least 1"):
        MODELS[name](max_length=-1)


@pytest.mark.parametrize(
    "size", ["image_size", "patch_size", "n_channels", "n_classes"]
)
def test_a_size_of_an_image_that_is_not_positive_is_refused(size):
    with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
        MODELS["ViT"](**{size: 0})


def test_bytes_are_no_image(no_shape_checks):
    with pytest.raises(TypeError, match=r"got torch\.uint8: divide bytes by"):
        MODELS["ViT"]()(torch.zeros(1, 3, 8, 8, dtype=torch.uint8))
