"""What does not fit is refused, before a cache has taken anything in."""

import pytest
import torch

from tests.models.decoders import random_tokens
from unmasked.models.bert import Bert, BertConfig
from unmasked.models.gemma import Gemma, GemmaConfig
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.gpt2_bare import BareGPT2
from unmasked.models.llama import Llama, LlamaConfig
from unmasked.models.mistral import Mistral, MistralConfig
from unmasked.models.qwen import Qwen, QwenConfig
from unmasked.models.t5 import T5, T5Config
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.models.vit import ViT, ViTConfig
from unmasked.models.whisper import Whisper, WhisperConfig
from unmasked.pretrained.annalog import Annalog

SIZES = {"n_layers": 1, "d_model": 12, "n_heads": 2}
READS = {**SIZES, "vocab_size": 61, "max_length": 8}
WIDE = {**READS, "d_ff": 16}
SEES = {
    **SIZES, "d_ff": 16, "image_size": 8, "patch_size": 4, "n_classes": 5
}  # fmt: skip
GROUPED = {**WIDE, "n_kv_heads": 1}
DECODERS = {
    "GPT-2": lambda **s: GPT2(GPT2Config(**READS | s)),
    "bare GPT-2": lambda **s: BareGPT2(GPT2(GPT2Config(**READS | s))),
    "Llama": lambda **s: Llama(LlamaConfig(**GROUPED | s)),
    "Mistral": lambda **s: Mistral(MistralConfig(**GROUPED | s, window=3)),
    "Gemma": lambda **s: Gemma(
        GemmaConfig(**GROUPED | s, d_head=4, window=3, query_scale=4)
    ),
    "Qwen": lambda **s: Qwen(QwenConfig(**GROUPED | s, d_head=4)),
}
WRITERS = {
    "Transformer": lambda **s: Transformer(TransformerConfig(**WIDE | s)),
    "T5": lambda **s: T5(T5Config(**WIDE | s, d_head=4)),
    "Whisper": lambda **s: Whisper(WhisperConfig(**READS | s)),
    "ANNalog": lambda **s: Annalog(TransformerConfig(**WIDE | s)),
}
READERS = {
    "BERT": lambda **s: Bert(BertConfig(**WIDE | s)),
    "ViT": lambda **s: ViT(ViTConfig(**SEES | s)),
}
TOKENS = random_tokens(2, 3, vocab_size=61)
MISSHAPED = [
    (TOKENS[0], r"tokens must be \(batch, seq\), got shape \(3,\)"),
    (TOKENS[None], r"tokens must be \(batch, seq\), got shape \(1, 2, 3\)"),
]
MISFITS = [
    (torch.ones(1, 1, 1, 2), TypeError, "mask must be boolean"),
    *(
        (torch.ones(shape).bool(), ValueError, "does not broadcast to")
        for shape in [(1, 1, 1, 2), (3, 3), (3, 1, 1, 3), (1, 1, 1, 1, 3)]
    ),
]


@pytest.mark.parametrize("name", DECODERS)
def test_a_decoder_s_cache_is_as_before_after_a_refusal(name, no_shape_checks):
    model = DECODERS[name]().eval()
    cache = model.new_cache(batch=2)
    first = model(TOKENS[:, :1], cache=cache)
    for tokens, message in MISSHAPED:
        with pytest.raises(ValueError, match=message):
            model(tokens, cache=cache)
    for mask, kind, message in MISFITS:
        with pytest.raises(kind, match=message):
            model(TOKENS[:, 1:], mask=mask, cache=cache)
    with pytest.raises(ValueError, match=r"2 tokens need as many positions"):
        model(TOKENS[:, 1:], positions=torch.arange(3), cache=cache)
    rest = model(TOKENS[:, 1:], cache=cache)
    torch.testing.assert_close(torch.cat([first, rest], 1), model(TOKENS))


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_s_cache_is_as_before_after_a_refusal(name, no_shape_checks):
    model = WRITERS[name]().eval()
    masked = {} if name == "Whisper" else {"memory_mask": None}
    memory, cache = torch.randn(2, 5, 12), model.new_cache(batch=2)
    first = model.decode(TOKENS[:, :1], memory, cache=cache)
    for tokens, message in MISSHAPED:
        with pytest.raises(ValueError, match=message):
            model.decode(tokens, memory, cache=cache)
    for mask, kind, message in MISFITS:
        for which in ("mask", *masked):
            with pytest.raises(kind, match=message):
                model.decode(
                    TOKENS[:, 1:], memory, cache=cache, **{which: mask}
                )
    for several in (memory[[0, 1, 0]], model.keys_values(memory[[0, 1, 0]])):
        with pytest.raises(ValueError, match="3 rows of memory for 2 targets"):
            model.decode(TOKENS[:, 1:], several, cache=cache)
    rest = model.decode(TOKENS[:, 1:], memory, cache=cache)
    torch.testing.assert_close(
        torch.cat([first, rest], dim=1), model.decode(TOKENS, memory)
    )


@pytest.mark.parametrize("name", sorted(set(DECODERS) - {"Mistral"}))
def test_a_cache_has_the_room_that_was_asked_for(name):
    model = DECODERS[name]()
    cache = model.new_cache(batch=2, max_length=2)
    with pytest.raises(ValueError, match="the cache holds 2 positions"):
        model(TOKENS, cache=cache)


@pytest.mark.parametrize("name", DECODERS)
def test_a_mask_may_be_the_same_for_all_keys(name):
    model = DECODERS[name]().eval()
    cache = model.new_cache(batch=2)
    everything = torch.ones(2, 1, 1, 1, dtype=torch.bool)
    steps = [
        model(part, mask=everything, cache=cache)
        for part in TOKENS.split(1, dim=1)
    ]
    torch.testing.assert_close(torch.cat(steps, dim=1), model(TOKENS))


@pytest.mark.parametrize("name", ["Transformer", "T5", "ANNalog", "BERT"])
def test_a_source_that_does_not_fit_is_refused(name, no_shape_checks):
    model = (WRITERS | READERS)[name]()
    read = model if name == "BERT" else model.encode
    for tokens, message in MISSHAPED:
        with pytest.raises(ValueError, match=message):
            read(tokens)
    with pytest.raises(ValueError, match="does not broadcast to"):
        read(TOKENS, mask=torch.ones(1, 1, 1, 2).bool())


@pytest.mark.parametrize("name", DECODERS | WRITERS | READERS)
def test_a_model_without_layers_is_refused(name):
    with pytest.raises(ValueError, match="n_layers=0 must be at least 1"):
        (DECODERS | WRITERS | READERS)[name](n_layers=0)


@pytest.mark.parametrize("name", DECODERS | WRITERS)
def test_a_model_that_can_read_nothing_is_refused(name):
    with pytest.raises(ValueError, match="max_length=-1 must be at least 1"):
        (DECODERS | WRITERS)[name](max_length=-1)


def test_other_sizes_that_are_not_positive_are_refused_by_name():
    with pytest.raises(ValueError, match="n_heads=0 must be at least 1"):
        DECODERS["Llama"](n_heads=0)
    for size in ("n_mels", "max_frames"):
        with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
            WRITERS["Whisper"](**{size: 0})
    for size in ("image_size", "patch_size", "n_channels", "n_classes"):
        with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
            READERS["ViT"](**{size: 0})


def test_bytes_are_no_image(no_shape_checks):
    with pytest.raises(TypeError, match=r"got torch\.uint8: divide bytes by"):
        READERS["ViT"]()(torch.zeros(1, 3, 8, 8, dtype=torch.uint8))
