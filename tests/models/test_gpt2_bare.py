"""The bare GPT-2 is GPT-2: the same numbers, gradients, texts and refusals."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import GPT2LMHeadModel

from tests.component import check_component
from tests.models.decoders import (
    check_chunks,
    check_last_only,
    check_left_padding,
    check_packed,
    check_refusals,
    random_tokens,
)
from tests.models.parity import check_same
from tests.models.test_gpt2 import TINY, theirs
from unmasked.attention import scaled_dot_product
from unmasked.generation import beam_search, generate
from unmasked.inspect.prune import prune_heads, prune_layers
from unmasked.models.gpt2 import GPT2
from unmasked.models.gpt2_bare import BareGPT2
from unmasked.pretrained.gpt2 import load_hugging_face

PROMPTS = [[5, 3, 60, 1, 1, 8], [7, 7], [44, 2, 9, 12]]
TOKENS = random_tokens(3, 7, vocab_size=61)


def spread_out(model: GPT2) -> GPT2:
    """Make the scores differ enough that rounding decides no choice."""
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.mul_(8)
    return model.eval()


@pytest.mark.against("GPT2LMHeadModel")
def test_logits_and_gradients_are_those_of_hugging_face():
    reference: GPT2LMHeadModel = theirs(TINY)
    check_same(
        lambda: GPT2(TINY),
        reference,
        load_hugging_face,
        ours=lambda model: [BareGPT2(model)(TOKENS)],
        theirs=lambda model: [model(TOKENS).logits],
    )


def test_batches_of_uneven_prompts_and_beams_are_those_of_the_model():
    model = spread_out(GPT2(TINY))
    bare = BareGPT2(model)
    assert generate(bare, PROMPTS, max_new_tokens=12) == generate(
        model, PROMPTS, max_new_tokens=12
    )
    beams, expected = (
        beam_search(m, PROMPTS[0], n_beams=3, max_new_tokens=8)
        for m in (bare, model)
    )
    assert [b.tokens for b in beams] == [b.tokens for b in expected]


@settings(deadline=None, max_examples=20)
@given(chunks=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_decoding_in_any_chunks_is_the_full_pass(chunks):
    check_chunks(BareGPT2(GPT2(TINY)), chunks)


def test_padding_on_the_left_changes_nothing():
    check_left_padding(BareGPT2(GPT2(TINY)))


def test_documents_that_share_a_row_are_as_if_alone():
    check_packed(BareGPT2(GPT2(TINY)))


def test_the_last_scores_can_be_had_alone():
    check_last_only(BareGPT2(GPT2(TINY)))


def test_what_the_model_learns_it_knows():
    model = GPT2(TINY)
    bare = BareGPT2(model)
    before = bare(TOKENS)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    torch.testing.assert_close(bare(TOKENS), model(TOKENS))
    assert not torch.allclose(bare(TOKENS), before)


def test_it_holds_no_weights_of_its_own():
    model = GPT2(TINY)
    own, read = list(BareGPT2(model).parameters()), list(model.parameters())
    assert [id(weight) for weight in own] == [id(weight) for weight in read]


def test_made_after_pruning_it_is_pruned_too():
    model = GPT2(TINY)
    prune_heads(model.blocks[0].attention.sublayer, [1])
    prune_layers(model.blocks, [1])
    torch.testing.assert_close(BareGPT2(model)(TOKENS), model(TOKENS))


def test_it_attends_as_the_model_does():
    calls = []

    def attend(*arguments, **options):
        calls.append(arguments)
        return scaled_dot_product.attend(*arguments, **options)

    model = GPT2(TINY, attend=attend)
    BareGPT2(model)(TOKENS)
    assert len(calls) == TINY.n_layers


def test_it_drops_nothing_even_in_training():
    model = GPT2(replace(TINY, dropout=0.5)).train()
    torch.testing.assert_close(
        BareGPT2(model).train()(TOKENS), model.eval()(TOKENS)
    )


def test_keeps_the_promises_of_every_component():
    check_component(BareGPT2(GPT2(TINY)), TOKENS)


def test_prompts_that_it_cannot_read_are_refused():
    check_refusals(BareGPT2(GPT2(TINY)))
