"""Our Llama is Hugging Face's, logits and gradients, and decodes alike."""

from dataclasses import replace
from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import LlamaConfig as TheirConfig
from transformers import LlamaForCausalLM

from tests.component import check_component
from tests.models.decoders import (
    check_chunks,
    check_last_only,
    check_left_padding,
    check_misfits,
    check_packed,
    check_parity,
    check_refusals,
    n_weights,
    random_tokens,
)
from unmasked.models.llama import (
    LLAMA_2_7B,
    LLAMA_3_1_8B,
    LLAMA_3_2_1B,
    LLAMA_3_8B,
    LLAMA_3_70B,
    SMOLLM2_135M,
    Llama,
    LlamaConfig,
)
from unmasked.positions.rotary_scaling import llama3_scaling
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


def theirs(config: LlamaConfig) -> LlamaForCausalLM:
    rope = {"rope_type": "default"}
    if config.rope_scaling is not None:
        given = config.rope_scaling.keywords
        rope = {
            "rope_type": "llama3",
            "factor": given["factor"],
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": given["original_length"],
        }
    return LlamaForCausalLM(
        TheirConfig(
            vocab_size=config.vocab_size,
            num_hidden_layers=config.n_layers,
            hidden_size=config.d_model,
            num_attention_heads=config.n_heads,
            num_key_value_heads=config.n_kv_heads,
            intermediate_size=config.d_ff,
            max_position_embeddings=config.max_length,
            rope_parameters={**rope, "rope_theta": config.rope_base},
            rms_norm_eps=config.norm_eps,
            tie_word_embeddings=config.tied,
        )
    )


@pytest.mark.against("LlamaForCausalLM")
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"tied": True},
        {"rope_base": 100.0, "norm_eps": 0.1},
        # As in Llama 3.1: one of the two rotations is slowed, one in part.
        {"rope_scaling": partial(llama3_scaling, factor=8, original_length=16)},
    ],
    ids=["Llama 2", "tied", "base and eps", "Llama 3.1"],
)
def test_logits_and_gradients_are_those_of_hugging_face(changed):
    config = replace(TINY, **changed)
    check_parity(lambda: Llama(config), theirs(config), load_hugging_face)


@pytest.mark.parametrize(
    ("config", "count"),
    [
        # Hugging Face's class of the same sizes holds as many: see below.
        pytest.param(LLAMA_2_7B, 6_738_415_616, id="Llama 2 7B"),
        pytest.param(LLAMA_3_8B, 8_030_261_248, id="Llama 3 8B"),
        pytest.param(LLAMA_3_70B, 70_553_706_496, id="Llama 3 70B"),
        pytest.param(LLAMA_3_1_8B, 8_030_261_248, id="Llama 3.1 8B"),
        pytest.param(LLAMA_3_2_1B, 1_235_814_400, id="Llama 3.2 1B"),
        pytest.param(SMOLLM2_135M, 134_515_008, id="SmolLM2 135M"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(config, count):
    assert n_weights(lambda: Llama(config)) == count
    assert (
        n_weights(lambda: theirs(replace(config, rope_scaling=None))) == count
    )


@settings(deadline=None, max_examples=20)
@given(chunks=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_decoding_in_any_chunks_is_the_full_pass(chunks):
    check_chunks(Llama(TINY), chunks)


def test_padding_on_the_left_changes_nothing():
    check_left_padding(Llama(TINY))


def test_documents_that_share_a_row_are_as_if_alone():
    check_packed(Llama(TINY))


def test_the_last_scores_can_be_had_alone():
    check_last_only(Llama(TINY))


def test_keeps_the_promises_of_every_component():
    check_component(Llama(TINY), random_tokens(3, 7, vocab_size=61))


def test_prompts_that_it_cannot_read_are_refused():
    check_refusals(Llama(TINY))


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    check_misfits(Llama(TINY), theirs(TINY), load_hugging_face)


def test_frequencies_that_old_checkpoints_stored_are_left_out():
    state = theirs(TINY).state_dict()
    state["model.layers.1.self_attn.rotary_emb.inv_freq"] = torch.ones(2)
    model = Llama(TINY)
    load_hugging_face(model, state)
    assert model.norm.weight.equal(state["model.norm.weight"])
