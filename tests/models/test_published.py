"""Published sizes that no count of weights can tell are those published.

How many weights a model has says nothing of how its width is cut into heads,
of how far it reads, or of how its positions turn.
"""

import pytest

from unmasked.models import (
    bert,
    gemma,
    gpt2,
    llama,
    mistral,
    qwen,
    t5,
    transformer,
    vit,
    whisper,
)

HEADS = [
    # Vaswani et al. 2017, table 3 (h); Devlin et al. 2019, §3 (A).
    (transformer.TRANSFORMER_BASE, 8),
    (transformer.TRANSFORMER_BIG, 16),
    (bert.BERT_BASE, 12),
    (bert.BERT_LARGE, 16),
    (bert.MINILM_L6, 12),
    # Brown et al. 2020, table 2.1, for the sizes that GPT-3 shares; XL as in
    # the released model's hparams.json.
    (gpt2.GPT2_SMALL, 12),
    (gpt2.GPT2_MEDIUM, 16),
    (gpt2.GPT2_LARGE, 20),
    (gpt2.GPT2_XL, 25),
    # Raffel et al. 2020, §3.1.1 and §3.7.
    (t5.T5_SMALL, 8),
    (t5.T5_BASE, 12),
    (t5.T5_LARGE, 16),
    (t5.T5_1_1_SMALL, 6),
    # Grattafiori et al. 2024, table 3; the others' config.json.
    (llama.LLAMA_2_7B, 32),
    (llama.LLAMA_3_8B, 32),
    (llama.LLAMA_3_70B, 64),
    (llama.LLAMA_3_1_8B, 32),
    (llama.LLAMA_3_2_1B, 32),
    (llama.SMOLLM2_135M, 9),
    (mistral.MISTRAL_7B, 32),
    # Gemma Team 2024, table 1; Yang et al. 2025, table 1.
    (gemma.GEMMA_2_2B, 8),
    (gemma.GEMMA_2_9B, 16),
    (gemma.GEMMA_2_27B, 32),
    (qwen.QWEN3_0_6B, 16),
    (qwen.QWEN3_8B, 32),
    # Dosovitskiy et al. 2021, table 1; Radford et al. 2022, table 1.
    (vit.VIT_BASE_16, 12),
    (vit.VIT_LARGE_16, 16),
    (vit.VIT_HUGE_14, 16),
    (whisper.WHISPER_TINY_EN, 6),
    (whisper.WHISPER_TINY, 6),
    (whisper.WHISPER_BASE, 8),
    (whisper.WHISPER_SMALL, 12),
    (whisper.WHISPER_MEDIUM, 16),
    (whisper.WHISPER_LARGE, 20),
]
KV_HEADS = [
    (llama.LLAMA_2_7B, 32),
    (llama.LLAMA_3_8B, 8),
    (llama.LLAMA_3_70B, 8),
    (llama.LLAMA_3_1_8B, 8),
    (llama.LLAMA_3_2_1B, 8),
    (llama.SMOLLM2_135M, 3),
    (mistral.MISTRAL_7B, 8),
    (gemma.GEMMA_2_2B, 4),
    (gemma.GEMMA_2_9B, 8),
    (gemma.GEMMA_2_27B, 16),
    (qwen.QWEN3_0_6B, 8),
    (qwen.QWEN3_8B, 8),
]
OTHERS = [
    # Each config.json; for ViT its own code, by way of flax; for Whisper
    # whisper/audio.py and model.py.
    (bert.BERT_BASE, {"max_length": 512, "norm_eps": 1e-12}),
    (gpt2.GPT2_SMALL, {"max_length": 1024}),
    (
        t5.T5_SMALL,
        {
            "max_length": 512,
            "n_buckets": 32,
            "max_distance": 128,
            "tied": True,
            "gated": False,
        },
    ),
    (t5.T5_1_1_SMALL, {"d_head": 64, "tied": False, "gated": True}),
    (
        llama.LLAMA_2_7B,
        {"max_length": 4096, "rope_base": 1e4, "norm_eps": 1e-5},
    ),
    (
        llama.LLAMA_3_8B,
        {"max_length": 8192, "rope_base": 5e5, "norm_eps": 1e-5},
    ),
    (llama.LLAMA_3_1_8B, {"max_length": 131_072, "rope_base": 5e5}),
    (llama.SMOLLM2_135M, {"max_length": 8192, "rope_base": 1e5}),
    (
        mistral.MISTRAL_7B,
        {
            "max_length": 32_768,
            "window": 4096,
            "rope_base": 1e4,
            "norm_eps": 1e-5,
        },
    ),
    *(
        (
            config,
            {
                "max_length": 8192,
                "window": 4096,
                "query_scale": scale,
                "score_cap": 50.0,
                "logit_cap": 30.0,
            },
        )
        for config, scale in [
            (gemma.GEMMA_2_2B, 256),
            (gemma.GEMMA_2_9B, 256),
            (gemma.GEMMA_2_27B, 144),  # d_model / n_heads, not d_head
        ]
    ),
    *(
        (config, {"max_length": 40_960, "rope_base": 1e6, "norm_eps": 1e-6})
        for config in (qwen.QWEN3_0_6B, qwen.QWEN3_8B)
    ),
    (vit.VIT_BASE_16, {"image_size": 224, "norm_eps": 1e-6}),
    (whisper.WHISPER_TINY, {"max_frames": 3000, "max_length": 448}),
    # Vaswani et al. 2017, table 3 (P_drop).
    (transformer.TRANSFORMER_BASE, {"dropout": 0.1}),
    (transformer.TRANSFORMER_BIG, {"dropout": 0.3}),
]


def test_heads_are_as_many_as_published():
    for config, n_heads in HEADS:
        assert config.n_heads == n_heads, config
    for config, n_kv_heads in KV_HEADS:
        assert config.n_kv_heads == n_kv_heads, config


def test_no_published_size_is_left_out():
    modules = (bert, gemma, gpt2, llama, mistral, qwen, t5, transformer, vit)
    published = {
        id(config)
        for module in (*modules, whisper)
        for name, config in vars(module).items()
        if name.isupper() and hasattr(config, "n_heads")
    }
    assert published == {id(config) for config, _ in HEADS}


@pytest.mark.parametrize(("config", "said"), OTHERS)
def test_what_else_its_config_says_is_so(config, said):
    assert {name: getattr(config, name) for name in said} == said


def test_rotations_are_slowed_as_published():
    for config, factor in [
        (llama.LLAMA_3_1_8B, 8.0),
        (llama.LLAMA_3_2_1B, 32.0),
    ]:
        assert config.rope_scaling.keywords == {"factor": factor}
    for config in (llama.LLAMA_2_7B, llama.LLAMA_3_8B, llama.LLAMA_3_70B):
        assert config.rope_scaling is None
