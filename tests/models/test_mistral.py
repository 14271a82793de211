"""Our Mistral is Hugging Face's, and its cache stops growing."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import MistralConfig as TheirConfig
from transformers import MistralForCausalLM

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
from unmasked.models.mistral import MISTRAL_7B, Mistral, MistralConfig
from unmasked.pretrained.llama import load_hugging_face

TINY = MistralConfig(
    vocab_size=61,
    n_layers=2,
    d_model=24,
    n_heads=6,
    n_kv_heads=2,
    d_ff=40,
    max_length=32,
    window=4,
)


def theirs(config: MistralConfig = TINY) -> MistralForCausalLM:
    return MistralForCausalLM(
        TheirConfig(
            vocab_size=config.vocab_size,
            num_hidden_layers=config.n_layers,
            hidden_size=config.d_model,
            num_attention_heads=config.n_heads,
            num_key_value_heads=config.n_kv_heads,
            intermediate_size=config.d_ff,
            max_position_embeddings=config.max_length,
            sliding_window=config.window,
            rms_norm_eps=config.norm_eps,
            tie_word_embeddings=False,
        )
    )


@pytest.mark.against("MistralForCausalLM")
def test_logits_and_gradients_are_those_of_hugging_face():
    # Seven tokens, a window of four: the window matters.
    check_parity(lambda: Mistral(TINY), theirs(), load_hugging_face)


def test_the_published_size_has_its_published_number_of_weights():
    assert n_weights(lambda: Mistral(MISTRAL_7B)) == 7_241_732_096
    assert n_weights(lambda: theirs(MISTRAL_7B)) == 7_241_732_096


@settings(deadline=None, max_examples=20)
@given(chunks=st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_decoding_in_any_chunks_is_the_full_pass(chunks):
    check_chunks(Mistral(TINY), chunks)


def test_a_token_hears_of_as_many_as_its_layers_can_pass_on():
    model = Mistral(TINY).eval()
    tokens = random_tokens(1, 12, vocab_size=61)
    changed = tokens.clone()
    changed[0, 0] = (changed[0, 0] + 1) % 61
    moved = (model(tokens) - model(changed)).abs().amax(dim=-1)[0]
    reach = TINY.n_layers * (TINY.window - 1)
    assert (moved[: reach + 1] > 1e-7).all()
    assert (moved[reach + 1 :] == 0).all()


def test_the_cache_stops_growing_at_the_window():
    model = Mistral(TINY).eval()
    cache = model.new_cache(batch=1)
    sizes = []
    for token in random_tokens(1, 12, vocab_size=61).split(1, dim=1):
        model(token, cache=cache)
        sizes.append(cache.n_bytes)
    assert sizes[0] < sizes[1] < sizes[2]
    assert set(sizes[2:]) == {sizes[2]}
    assert cache.length == 12


def test_padding_on_the_left_changes_nothing():
    check_left_padding(Mistral(TINY))


def test_documents_that_share_a_row_are_as_if_alone():
    check_packed(Mistral(TINY))


def test_the_last_scores_can_be_had_alone():
    check_last_only(Mistral(TINY))


def test_padding_that_has_left_the_window_is_forgotten_with_it():
    model = Mistral(TINY).eval()
    tokens = random_tokens(1, 9, vocab_size=61)
    places = torch.arange(11)
    padded = torch.cat([torch.zeros(1, 2, dtype=torch.long), tokens], dim=1)
    cache, steps = model.new_cache(batch=1), []
    for t in range(11):
        seen = (places[: t + 1] >= 2)[None, None, None, :]
        steps.append(
            model(
                padded[:, t : t + 1],
                positions=(places[t : t + 1] - 2).clamp(min=0),
                mask=seen,
                cache=cache,
            )
        )
    torch.testing.assert_close(torch.cat(steps[2:], dim=1), model(tokens))


def test_keeps_the_promises_of_every_component():
    check_component(Mistral(TINY), random_tokens(3, 7, vocab_size=61))


def test_prompts_that_it_cannot_read_are_refused():
    check_refusals(Mistral(TINY))


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    check_misfits(Mistral(TINY), theirs(), load_hugging_face)


def test_a_window_that_is_not_positive_is_refused():
    nothing = MistralConfig(**{**TINY.__dict__, "window": 0})
    with pytest.raises(ValueError, match="window=0 must be at least 1"):
        Mistral(nothing)
