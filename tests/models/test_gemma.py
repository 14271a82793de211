"""Our Gemma 2 is Hugging Face's, logits and gradients, and decodes alike."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import Gemma2Config, Gemma2ForCausalLM

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
from unmasked.models.gemma import (
    GEMMA_2_2B,
    GEMMA_2_9B,
    GEMMA_2_27B,
    Gemma,
    GemmaConfig,
)
from unmasked.pretrained.gemma import load_hugging_face

# Caps and a window that a tiny model feels.
TINY = GemmaConfig(
    vocab_size=61,
    n_layers=2,
    d_model=24,
    n_heads=6,
    n_kv_heads=2,
    d_head=8,
    d_ff=40,
    max_length=32,
    window=3,
    query_scale=5,
    score_cap=0.5,
    logit_cap=0.2,
)


def theirs(config: GemmaConfig) -> Gemma2ForCausalLM:
    sizes = Gemma2Config(
        vocab_size=config.vocab_size,
        num_hidden_layers=config.n_layers,
        hidden_size=config.d_model,
        num_attention_heads=config.n_heads,
        num_key_value_heads=config.n_kv_heads,
        head_dim=config.d_head,
        intermediate_size=config.d_ff,
        max_position_embeddings=config.max_length,
        sliding_window=config.window,
        query_pre_attn_scalar=config.query_scale,
        attn_logit_softcapping=config.score_cap,
        final_logit_softcapping=config.logit_cap,
        initializer_range=0.1,
    )
    # PyTorch's fused attention has no cap on scores: a version of theirs that
    # takes it by default leaves the cap out.
    sizes._attn_implementation = "eager"
    model = Gemma2ForCausalLM(sizes)
    for name, parameter in model.named_parameters():
        if name.endswith("norm.weight"):
            torch.nn.init.normal_(parameter, std=0.1)
    return model


@pytest.mark.against("Gemma2ForCausalLM")
def test_logits_and_gradients_are_those_of_hugging_face():
    check_parity(lambda: Gemma(TINY), theirs(TINY), load_hugging_face)


@pytest.mark.parametrize(
    ("config", "without_embedding"),
    [
        # Gemma Team 2024, table 2. (Its embedding has 128 rows more.)
        pytest.param(GEMMA_2_2B, 2_024_517_888, id="2B"),
        pytest.param(GEMMA_2_9B, 8_324_201_984, id="9B"),
        pytest.param(GEMMA_2_27B, 26_047_480_320, id="27B"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(
    config, without_embedding
):
    embedding = config.vocab_size * config.d_model
    count = n_weights(lambda: Gemma(config))
    assert count == embedding + without_embedding
    with torch.device("meta"):
        assert theirs(config).num_parameters() == count


@settings(deadline=None, max_examples=20)
@given(chunks=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_decoding_in_any_chunks_is_the_full_pass(chunks):
    check_chunks(Gemma(TINY), chunks)


def test_padding_on_the_left_changes_nothing():
    check_left_padding(Gemma(TINY))


def test_documents_that_share_a_row_are_as_if_alone():
    check_packed(Gemma(TINY))


def test_the_last_scores_can_be_had_alone():
    check_last_only(Gemma(TINY))


@pytest.mark.parametrize(("n_layers", "hears"), [(1, False), (2, True)])
def test_the_first_layer_is_local_and_the_second_global(n_layers, hears):
    model = Gemma(replace(TINY, n_layers=n_layers)).eval()
    tokens = random_tokens(1, 9, vocab_size=61)
    changed = tokens.clone()
    changed[0, 0] = (changed[0, 0] + 1) % 61
    last = [model(t, last_only=True) for t in (tokens, changed)]
    assert torch.equal(*last) != hears


def test_no_logit_is_larger_than_the_cap():
    model = Gemma(TINY)
    torch.nn.init.normal_(model.embed.weight, std=10.0)
    logits = model(random_tokens(3, 7, vocab_size=61))
    assert logits.abs().max().item() == pytest.approx(0.2)


def test_keeps_the_promises_of_every_component():
    check_component(Gemma(TINY), random_tokens(3, 7, vocab_size=61))


def test_prompts_that_it_cannot_read_are_refused():
    check_refusals(Gemma(TINY))


def test_sizes_that_make_no_sense_are_refused():
    for name in ("window", "query_scale"):
        with pytest.raises(ValueError, match=f"{name}=0 must be at least 1"):
            Gemma(replace(TINY, **{name: 0}))
    for name in ("score_cap", "logit_cap"):
        with pytest.raises(ValueError, match=r"cap=0\.0 must be positive"):
            Gemma(replace(TINY, **{name: 0.0}))(torch.tensor([[1, 2]]))


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    check_misfits(Gemma(TINY), theirs(TINY), load_hugging_face)
