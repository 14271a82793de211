"""Our GPT-2 is Hugging Face's, logits and gradients, and decodes alike."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

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
from unmasked.models.gpt2 import (
    GPT2,
    GPT2_LARGE,
    GPT2_MEDIUM,
    GPT2_SMALL,
    GPT2_XL,
    GPT2Config,
)
from unmasked.pretrained.gpt2 import load_hugging_face

TINY = GPT2Config(
    vocab_size=61, n_layers=2, d_model=24, n_heads=3, max_length=32
)


def theirs(config: GPT2Config) -> GPT2LMHeadModel:
    return GPT2LMHeadModel(
        TheirConfig(
            vocab_size=config.vocab_size,
            n_layer=config.n_layers,
            n_embd=config.d_model,
            n_head=config.n_heads,
            n_positions=config.max_length,
            bos_token_id=0,
            eos_token_id=0,
        )
    )


@pytest.mark.against("GPT2LMHeadModel")
def test_logits_and_gradients_are_those_of_hugging_face():
    check_parity(lambda: GPT2(TINY), theirs(TINY), load_hugging_face)


@pytest.mark.parametrize(
    ("config", "count"),
    [
        # Hugging Face's class of the same sizes holds as many: see below.
        pytest.param(GPT2_SMALL, 124_439_808, id="small"),
        pytest.param(GPT2_MEDIUM, 354_823_168, id="medium"),
        pytest.param(GPT2_LARGE, 774_030_080, id="large"),
        pytest.param(GPT2_XL, 1_557_611_200, id="XL"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(config, count):
    assert n_weights(lambda: GPT2(config)) == count
    assert n_weights(lambda: theirs(config)) == count


def test_rows_that_pad_the_vocabulary_are_never_predicted():
    padded = replace(TINY, vocab_multiple_of=64)
    model = GPT2(padded)
    assert model.embed.weight.shape[0] == 64
    tokens = random_tokens(1, 4, vocab_size=61)
    assert model(tokens).shape == (1, 4, 61)


@settings(deadline=None, max_examples=20)
@given(chunks=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_decoding_in_any_chunks_is_the_full_pass(chunks):
    check_chunks(GPT2(TINY), chunks)


def test_padding_on_the_left_changes_nothing():
    check_left_padding(GPT2(TINY))


def test_documents_that_share_a_row_are_as_if_alone():
    check_packed(GPT2(TINY))


def test_the_last_scores_can_be_had_alone():
    check_last_only(GPT2(TINY))


def test_keeps_the_promises_of_every_component():
    check_component(GPT2(TINY), random_tokens(3, 7, vocab_size=61))


def test_prompts_that_it_cannot_read_are_refused():
    check_refusals(GPT2(TINY))


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    check_misfits(GPT2(TINY), theirs(TINY), load_hugging_face)


def test_a_checkpoint_with_the_names_of_openai_is_read_too():
    # The hub's own GPT-2: no prefix, no head, and the causal mask stored.
    state = theirs(TINY).state_dict()
    old = {
        name.removeprefix("transformer."): torch.randn_like(tensor)
        for name, tensor in state.items()
        if name != "lm_head.weight"
    }
    for i in range(TINY.n_layers):
        old[f"h.{i}.attn.bias"] = torch.ones(1, 1, 32, 32).tril()
        old[f"h.{i}.attn.masked_bias"] = torch.tensor(-1e4)
    model = GPT2(TINY)
    load_hugging_face(model, old)
    assert model.norm.weight.equal(old["ln_f.weight"])
