"""Our Llama is Hugging Face's, logits and gradients, and decodes alike."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import LlamaConfig as TheirConfig
from transformers import LlamaForCausalLM

from tests.component import check_component
from unmasked.models.llama import (
    LLAMA_2_7B,
    LLAMA_3_8B,
    LLAMA_3_70B,
    SMOLLM2_135M,
    Llama,
    LlamaConfig,
)
from unmasked.pretrained.llama import load_hugging_face

TINY = LlamaConfig(
    vocab_size=61,
    n_layers=2,
    d_model=24,
    n_heads=6,
    n_kv_heads=2,
    d_ff=40,
    max_length=32,
)
TOKENS = torch.randint(61, (3, 7), generator=torch.Generator().manual_seed(1))


def theirs(config: LlamaConfig) -> LlamaForCausalLM:
    return LlamaForCausalLM(
        TheirConfig(
            vocab_size=config.vocab_size,
            num_hidden_layers=config.n_layers,
            hidden_size=config.d_model,
            num_attention_heads=config.n_heads,
            num_key_value_heads=config.n_kv_heads,
            intermediate_size=config.d_ff,
            max_position_embeddings=config.max_length,
            rope_theta=config.rope_base,
            rms_norm_eps=config.norm_eps,
            tie_word_embeddings=config.tied,
        )
    ).eval()


@pytest.mark.parametrize("tied", [False, True])
def test_logits_and_gradients_are_those_of_hugging_face(tied):
    config = replace(TINY, tied=tied)
    reference, model = theirs(config), Llama(config)
    load_hugging_face(model, reference.state_dict())
    torch.testing.assert_close(
        model(TOKENS), reference(TOKENS).logits, rtol=1e-5, atol=1e-6
    )
    target = torch.randn(3, 7, 61)
    (model(TOKENS) * target).sum().backward()
    (reference(TOKENS).logits * target).sum().backward()
    gradients = {n: p.grad for n, p in reference.named_parameters()}
    expected = Llama(config)
    load_hugging_face(expected, gradients)
    for name, parameter in model.named_parameters():
        wanted = expected.get_parameter(name)
        torch.testing.assert_close(
            parameter.grad,
            wanted.detach(),
            rtol=1e-5,
            atol=1e-5 * wanted.abs().max().item(),
            msg=name,
        )


@pytest.mark.parametrize(
    ("config", "count"),
    [
        # What each checkpoint's model card or index file says it holds.
        pytest.param(LLAMA_2_7B, 6_738_415_616, id="Llama 2 7B"),
        pytest.param(LLAMA_3_8B, 8_030_261_248, id="Llama 3 8B"),
        pytest.param(LLAMA_3_70B, 70_553_706_496, id="Llama 3 70B"),
        pytest.param(SMOLLM2_135M, 134_515_008, id="SmolLM2 135M"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(config, count):
    with torch.device("meta"):
        model = Llama(config)
    assert sum(weight.numel() for weight in model.parameters()) == count


@settings(deadline=None, max_examples=20)
@given(chunks=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_decoding_in_any_chunks_is_the_full_pass(chunks):
    model = Llama(TINY)
    tokens = torch.randint(61, (2, sum(chunks)))
    cache = model.new_cache(batch=2)
    steps = [model(part, cache=cache) for part in tokens.split(chunks, dim=1)]
    torch.testing.assert_close(
        torch.cat(steps, dim=1), model(tokens), rtol=1e-4, atol=1e-5
    )


def test_padding_on_the_left_changes_nothing():
    model, padding = Llama(TINY), 3
    padded = torch.cat([torch.zeros(3, padding, dtype=torch.long), TOKENS], 1)
    real = torch.arange(padded.shape[1]) >= padding
    logits = model(
        padded,
        positions=(torch.arange(padded.shape[1]) - padding).clamp(min=0),
        mask=real[None, None, None, :],
    )
    torch.testing.assert_close(logits[:, padding:], model(TOKENS))


def test_keeps_the_promises_of_every_component():
    check_component(Llama(TINY), TOKENS)


def test_an_empty_prompt_is_refused():
    with pytest.raises(ValueError, match="a prompt needs at least one"):
        Llama(TINY)(TOKENS[:, :0])


def test_a_prompt_longer_than_the_context_is_refused():
    long = torch.zeros(1, 33, dtype=torch.long)
    with pytest.raises(
        ValueError, match=r"33 tokens are more .* max_length=32"
    ):
        Llama(TINY)(long)
    model = Llama(TINY)
    cache = model.new_cache(batch=1)
    model(long[:, :30], cache=cache)
    with pytest.raises(ValueError, match="33 tokens are more"):
        model(long[:, :3], cache=cache)


def test_a_token_outside_the_vocabulary_is_refused():
    with pytest.raises(ValueError, match="must lie between 0 and 60, got 0 to"):
        Llama(TINY)(torch.tensor([[0, 61]]))


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    state = theirs(TINY).state_dict()
    del state["model.norm.weight"]
    state["model.extra.weight"] = torch.zeros(1)
    with pytest.raises(ValueError, match="does not fit") as error:
        load_hugging_face(Llama(TINY), state)
    assert "missing: norm.weight" in str(error.value)
    assert "unexpected: model.extra.weight" in str(error.value)
