"""New models start as their references do."""

import pytest
from torch import nn
from transformers import GPT2Config as TheirGPT2
from transformers import GPT2LMHeadModel, T5ForConditionalGeneration
from transformers import T5Config as TheirT5

from unmasked.models.bert import Bert, BertConfig, BertForPretraining
from unmasked.models.gemma import Gemma, GemmaConfig
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.llama import Llama, LlamaConfig
from unmasked.models.qwen import Qwen, QwenConfig
from unmasked.models.t5 import T5, T5Config
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.models.vit import ViT, ViTConfig
from unmasked.models.whisper import Whisper, WhisperConfig
from unmasked.pretrained import gpt2, t5

# 4096 weights and more: their spread is known to about 1 in 100.
SIZES = {"vocab_size": 200, "d_model": 64, "n_heads": 4, "n_layers": 3}


def spreads(model: nn.Module) -> dict[str, float]:
    return {
        name: weight.std().item()
        for name, weight in model.named_parameters()
        if weight.ndim > 1 and not name.endswith("_bias.weight")
    }


def test_gpt2_starts_as_hugging_faces_does():
    theirs = GPT2LMHeadModel(
        TheirGPT2(
            vocab_size=200, n_embd=64, n_head=4, n_layer=3, n_positions=64,
            bos_token_id=0, eos_token_id=0,
        )
    )  # fmt: skip
    ours, copied = (GPT2(GPT2Config(**SIZES, max_length=64)) for _ in range(2))
    gpt2.load_hugging_face(copied, theirs.state_dict())
    assert spreads(ours) == pytest.approx(spreads(copied), rel=0.06)
    for name, weight in ours.named_parameters():
        if name.endswith("bias"):
            assert not weight.any() or "proj" in name, name
        elif weight.ndim == 1:
            assert (weight == 1).all(), name


def test_t5_starts_as_hugging_faces_does():
    theirs = T5ForConditionalGeneration(
        TheirT5(
            vocab_size=200, d_model=64, num_heads=4, num_layers=3, d_kv=8,
            d_ff=256,
        )
    )  # fmt: skip
    ours, copied = (T5(T5Config(**SIZES, d_head=8, d_ff=256)) for _ in range(2))
    t5.load_hugging_face(copied, theirs.state_dict())
    assert spreads(ours) == pytest.approx(spreads(copied), rel=0.08)


@pytest.mark.parametrize("make", [Bert, BertForPretraining])
def test_bert_starts_within_two_deviations(make):
    # As in google-research/bert: tails are cut off, which narrows by 0.88.
    model = make(BertConfig(**SIZES, d_ff=256, max_length=64))
    for name, weight in model.named_parameters():
        if weight.ndim > 1:
            assert weight.abs().max() <= 0.04, name
            if weight.numel() > 1000:
                assert weight.std().item() == pytest.approx(0.0176, rel=0.06)


def test_the_2017_model_starts_as_pytorchs_does():
    model = Transformer(TransformerConfig(**SIZES, d_ff=256))
    theirs = nn.Transformer(64, 4, 3, 3, 256, batch_first=True)
    for half in ("encoder", "decoder"):
        ours = getattr(model, half)[1].feed_forward.sublayer
        their = getattr(theirs, half).layers[1]
        for a, b in [
            (ours.up_proj, their.linear1),
            (ours.down_proj, their.linear2),
        ]:
            assert a.weight.std().item() == pytest.approx(
                b.weight.std().item(), rel=0.05
            )
            assert a.weight.abs().max().item() == pytest.approx(
                b.weight.abs().max().item(), rel=0.01
            )


WIDE = {**SIZES, "d_ff": 256, "max_length": 64}
GROUPED = {**WIDE, "n_kv_heads": 4}
SEES = {"image_size": 64, "patch_size": 8, "n_classes": 64, "d_ff": 256}
NARROWED = {
    "Llama": lambda: Llama(LlamaConfig(**GROUPED)),
    "Qwen": lambda: Qwen(QwenConfig(**GROUPED, d_head=16)),
    "Gemma": lambda: Gemma(
        GemmaConfig(**GROUPED, d_head=16, window=4, query_scale=16)
    ),
    "Whisper": lambda: Whisper(WhisperConfig(**SIZES)),
    "ViT": lambda: ViT(ViTConfig(d_model=64, n_heads=4, n_layers=3, **SEES)),
}


@pytest.mark.parametrize("name", NARROWED)
def test_what_adds_to_the_stream_starts_narrower(name):
    # Radford et al. 2019, §2.3: by the root of the number of additions.
    for weight_name, weight in NARROWED[name]().named_parameters():
        adds = weight_name.endswith(("o_proj.weight", "down_proj.weight"))
        if weight.numel() > 4000:
            assert weight.std().item() == pytest.approx(
                0.02 / 6**0.5 if adds else 0.02, rel=0.06
            )
