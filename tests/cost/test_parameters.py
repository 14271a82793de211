"""The formulas count the tensors of real models, all made without memory."""

import pytest
import torch
import transformers as hf
from package_models import package_models
from torch import nn

from unmasked.cost.parameters import (
    attention_parameters,
    feed_forward_parameters,
    parameters,
)

GPT2 = {
    "bias": True, "norm_bias": True, "vocab_size": 50257, "n_positions": 1024,
}  # fmt: skip
LLAMA_3 = {"gated": True, "tied": False, "vocab_size": 128_256, "n_kv_heads": 8}


def count(model_class, config) -> int:
    with torch.device("meta"):
        model = model_class(config)
    return sum(p.numel() for p in model.parameters())


def sizes(n_layers, d_model, n_heads, d_ff):
    return {
        "n_layers": n_layers, "d_model": d_model, "n_heads": n_heads,
        "d_ff": d_ff,
    }  # fmt: skip


@pytest.mark.against("hf.GPT2LMHeadModel", exactly=True)
@pytest.mark.parametrize(
    ("n_layers", "d_model", "n_heads"),
    [(12, 768, 12), (24, 1024, 16), (36, 1280, 20), (48, 1600, 25)],
    ids=["small", "medium", "large", "xl"],
)
def test_gpt2(n_layers, d_model, n_heads):
    config = hf.GPT2Config(n_layer=n_layers, n_embd=d_model, n_head=n_heads)
    ours = parameters(**sizes(n_layers, d_model, n_heads, 4 * d_model), **GPT2)
    assert sum(ours.values()) == count(hf.GPT2LMHeadModel, config)


def test_gpt2_small_has_the_published_number_of_weights():
    # https://github.com/openai/gpt-2: 124M, corrected from the paper's 117M.
    ours = parameters(**sizes(12, 768, 12, 3072), **GPT2)
    assert sum(ours.values()) == 124_439_808


@pytest.mark.against("hf.LlamaForCausalLM", exactly=True)
@pytest.mark.parametrize(
    ("n_layers", "d_model", "n_heads", "d_ff"),
    [(32, 4096, 32, 14336), (80, 8192, 64, 28672)],
    ids=["8B", "70B"],
)
def test_llama_3(n_layers, d_model, n_heads, d_ff):
    # Sizes: Grattafiori et al. 2024, table 3, https://arxiv.org/abs/2407.21783
    config = hf.LlamaConfig(
        num_hidden_layers=n_layers, hidden_size=d_model, vocab_size=128_256,
        num_attention_heads=n_heads, num_key_value_heads=8,
        intermediate_size=d_ff,
    )  # fmt: skip
    ours = parameters(**sizes(n_layers, d_model, n_heads, d_ff), **LLAMA_3)
    assert sum(ours.values()) == count(hf.LlamaForCausalLM, config)


def test_qwen_2_has_biases_on_queries_keys_and_values_alone():
    config = hf.Qwen2Config(
        num_hidden_layers=3, hidden_size=64, num_attention_heads=4,
        num_key_value_heads=2, intermediate_size=160, vocab_size=100,
        tie_word_embeddings=True,
    )  # fmt: skip
    ours = parameters(
        **sizes(3, 64, 4, 160), n_kv_heads=2, vocab_size=100, gated=True,
        qkv_bias=True,
    )  # fmt: skip
    assert sum(ours.values()) == count(hf.Qwen2ForCausalLM, config)


@pytest.mark.against("hf.Qwen3ForCausalLM", exactly=True)
def test_qwen_3_normalizes_queries_and_keys_and_sets_its_own_head_width():
    config = hf.Qwen3Config(
        num_hidden_layers=3, hidden_size=64, num_attention_heads=4,
        num_key_value_heads=2, intermediate_size=160, vocab_size=100,
        head_dim=32, tie_word_embeddings=False,
    )  # fmt: skip
    ours = parameters(
        **sizes(3, 64, 4, 160), n_kv_heads=2, d_head=32, vocab_size=100,
        gated=True, tied=False, qk_norm=True,
    )  # fmt: skip
    assert sum(ours.values()) == count(hf.Qwen3ForCausalLM, config)


@pytest.mark.against("hf.Gemma2ForCausalLM", exactly=True)
def test_gemma_2_has_four_norms_a_layer():
    config = hf.Gemma2Config(
        num_hidden_layers=3, hidden_size=64, num_attention_heads=4,
        num_key_value_heads=2, intermediate_size=160, vocab_size=100,
        head_dim=32,
    )  # fmt: skip
    ours = parameters(
        **sizes(3, 64, 4, 160), n_kv_heads=2, d_head=32, vocab_size=100,
        gated=True, norms_per_layer=4,
    )  # fmt: skip
    assert sum(ours.values()) == count(hf.Gemma2ForCausalLM, config)


@pytest.mark.against("hf.BertModel", exactly=True)
def test_bert_is_a_stack_with_a_norm_on_the_embedding_and_a_pooler():
    config = hf.BertConfig()
    stack = parameters(
        **sizes(12, 768, 12, 3072), vocab_size=30522, n_positions=512 + 2,
        bias=True, norm_bias=True,
    )  # fmt: skip
    # Its final norm stands before the first layer; two segments have vectors.
    pooler = 768 * 768 + 768
    assert sum(stack.values()) + pooler == count(hf.BertModel, config)


@pytest.mark.against("hf.T5ForConditionalGeneration", exactly=True)
def test_t5_is_two_stacks_that_share_an_embedding():
    config = hf.T5Config(
        num_layers=3, d_model=64, num_heads=4, d_kv=24, d_ff=160,
        vocab_size=100, feed_forward_proj="gated-gelu",
    )  # fmt: skip
    each = {**sizes(3, 64, 4, 160), "d_head": 24, "gated": True}
    encoder = parameters(**each, vocab_size=0)
    decoder = parameters(
        **each, vocab_size=100, cross_attention=True, norms_per_layer=3
    )
    position_buckets = 2 * 32 * 4  # one table a stack
    ours = sum(encoder.values()) + sum(decoder.values()) + position_buckets
    assert ours == count(hf.T5ForConditionalGeneration, config)


@pytest.mark.parametrize("name", package_models())
def test_every_model_of_the_package_has_as_many_weights(name):
    case = package_models()[name]
    ours = case.more_weights + sum(
        sum(parameters(**stack, **settings).values())
        for stack, settings in zip(case.stacks, case.weights, strict=True)
    )
    assert ours == sum(p.numel() for p in case.model.parameters())


@pytest.mark.against("nn.MultiheadAttention", exactly=True)
@pytest.mark.parametrize("bias", [True, False])
def test_attention_counts_pytorchs_module(bias):
    theirs = nn.MultiheadAttention(64, 4, bias=bias)
    ours = attention_parameters(d_model=64, n_heads=4, bias=bias)
    assert ours == sum(p.numel() for p in theirs.parameters())


def test_the_number_of_heads_does_not_matter():
    counts = {attention_parameters(d_model=64, n_heads=n) for n in (1, 4, 64)}
    assert counts == {4 * 64**2}


def test_a_gated_layer_of_two_thirds_the_width_is_as_large():
    plain = feed_forward_parameters(d_model=96, d_ff=384)
    gated = feed_forward_parameters(d_model=96, d_ff=256, gated=True)
    assert plain == gated == 8 * 96**2


def test_tying_saves_the_head():
    each = {**sizes(2, 64, 4, 160), "vocab_size": 1000}
    tied, untied = parameters(**each), parameters(**each, tied=False)
    assert sum(untied.values()) - sum(tied.values()) == 1000 * 64


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="n_layers=0"):
        parameters(**sizes(0, 64, 4, 160), vocab_size=1)
    for name in ("vocab_size", "n_positions", "norms_per_layer"):
        with pytest.raises(ValueError, match=f"negative: .*{name}=-1"):
            parameters(**sizes(1, 8, 2, 8) | {"vocab_size": 1, name: -1})
    with pytest.raises(ValueError, match="d_ff=0"):
        feed_forward_parameters(d_model=64, d_ff=0)
    with pytest.raises(ValueError, match="n_kv_heads=3 must divide"):
        attention_parameters(d_model=64, n_heads=4, n_kv_heads=3)
