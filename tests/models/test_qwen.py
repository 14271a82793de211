"""Our Qwen3 is Hugging Face's, logits and gradients, and decodes alike."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import Qwen3Config, Qwen3ForCausalLM

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
from unmasked.models.qwen import QWEN3_0_6B, QWEN3_8B, Qwen, QwenConfig
from unmasked.pretrained.qwen import load_hugging_face

TINY = QwenConfig(
    vocab_size=61,
    n_layers=2,
    d_model=24,
    n_heads=6,
    n_kv_heads=2,
    d_head=10,
    d_ff=40,
    max_length=32,
)


def theirs(config: QwenConfig) -> Qwen3ForCausalLM:
    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=config.vocab_size,
            num_hidden_layers=config.n_layers,
            hidden_size=config.d_model,
            num_attention_heads=config.n_heads,
            num_key_value_heads=config.n_kv_heads,
            head_dim=config.d_head,
            intermediate_size=config.d_ff,
            max_position_embeddings=config.max_length,
            rope_theta=config.rope_base,
            rms_norm_eps=config.norm_eps,
            tie_word_embeddings=config.tied,
        )
    )


@pytest.mark.against("Qwen3ForCausalLM")
@pytest.mark.parametrize("tied", [False, True])
def test_logits_and_gradients_are_those_of_hugging_face(tied):
    config = replace(TINY, tied=tied)
    check_parity(lambda: Qwen(config), theirs(config), load_hugging_face)


@pytest.mark.parametrize(
    ("config", "count"),
    [
        # Hugging Face's class of the same sizes holds as many: see below.
        pytest.param(QWEN3_0_6B, 596_049_920, id="0.6B"),
        pytest.param(QWEN3_8B, 8_190_735_360, id="8B"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(config, count):
    assert n_weights(lambda: Qwen(config)) == count
    assert n_weights(lambda: theirs(config)) == count


@settings(deadline=None, max_examples=20)
@given(chunks=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_decoding_in_any_chunks_is_the_full_pass(chunks):
    check_chunks(Qwen(TINY), chunks)


def test_padding_on_the_left_changes_nothing():
    check_left_padding(Qwen(TINY))


def test_documents_that_share_a_row_are_as_if_alone():
    check_packed(Qwen(TINY))


def test_the_last_scores_can_be_had_alone():
    check_last_only(Qwen(TINY))


def test_keeps_the_promises_of_every_component():
    check_component(Qwen(TINY), random_tokens(3, 7, vocab_size=61))


def test_prompts_that_it_cannot_read_are_refused():
    check_refusals(Qwen(TINY))


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    check_misfits(Qwen(TINY), theirs(TINY), load_hugging_face)
