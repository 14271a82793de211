"""Our T5 is Hugging Face's, 1.0 and 1.1, logits and gradients."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from transformers import T5Config as TheirConfig
from transformers import T5ForConditionalGeneration

from tests.component import check_component
from tests.models.decoders import check_misfits, n_weights, random_tokens
from tests.models.encoder_decoders import (
    check_chunks,
    check_target_refusals,
    write_greedily,
)
from tests.models.parity import check_same
from unmasked.attention.masks import padding_mask
from unmasked.models.t5 import (
    T5,
    T5_1_1_SMALL,
    T5_BASE,
    T5_LARGE,
    T5_SMALL,
    T5Config,
)
from unmasked.pretrained.t5 import load_hugging_face

TINY = T5Config(
    vocab_size=61,
    n_layers=2,
    d_model=24,
    n_heads=3,
    d_head=6,
    d_ff=40,
    max_length=32,
    n_buckets=8,
    max_distance=12,
)
TINY_1_1 = replace(TINY, gated=True, tied=False)
BOTH = pytest.mark.parametrize("config", [TINY, TINY_1_1], ids=["1.0", "1.1"])
# Longer than a bucket: some distances share one.
SOURCE = random_tokens(3, 17, vocab_size=61)
TARGET = random_tokens(3, 14, vocab_size=61, seed=2)
SOURCE_MASK = padding_mask(torch.tensor([17, 4, 15]), n_key=17)
TARGET_MASK = padding_mask(torch.tensor([2, 14, 3]), n_key=14)


def theirs(config: T5Config) -> T5ForConditionalGeneration:
    model = T5ForConditionalGeneration(
        TheirConfig(
            vocab_size=config.vocab_size,
            num_layers=config.n_layers,
            d_model=config.d_model,
            num_heads=config.n_heads,
            d_kv=config.d_head,
            d_ff=config.d_ff,
            relative_attention_num_buckets=config.n_buckets,
            relative_attention_max_distance=config.max_distance,
            feed_forward_proj="gated-gelu" if config.gated else "relu",
            tie_word_embeddings=config.tied,
            dropout_rate=0.0,
            decoder_start_token_id=0,
        )
    ).eval()
    if not config.tied:
        # Transformers 5 ties the head of a new 1.1 all the same; that of the
        # published checkpoints has weights of its own.
        weight = torch.randn_like(model.lm_head.weight)
        model.lm_head.weight = nn.Parameter(weight * config.d_model**-0.5)
    return model


@pytest.mark.against("T5ForConditionalGeneration")
@BOTH
def test_logits_and_gradients_are_those_of_hugging_face(config):
    def run(model):
        output = model(
            input_ids=SOURCE,
            attention_mask=SOURCE_MASK[:, 0, 0].long(),
            decoder_input_ids=TARGET,
            decoder_attention_mask=TARGET_MASK[:, 0, 0].long(),
        )
        return [output.logits]

    check_same(
        lambda: T5(config),
        theirs(config),
        load_hugging_face,
        ours=lambda model: [
            model(
                SOURCE, TARGET, source_mask=SOURCE_MASK, target_mask=TARGET_MASK
            )
        ],
        theirs=run,
    )


def test_greedy_writing_is_that_of_hugging_face():
    reference = theirs(TINY_1_1)
    ours = T5(TINY_1_1).eval()
    load_hugging_face(ours, reference.state_dict())
    wanted = reference.generate(
        SOURCE,
        attention_mask=torch.ones_like(SOURCE),
        num_beams=1,
        do_sample=False,
        max_new_tokens=8,
        eos_token_id=None,
    )
    assert write_greedily(ours, SOURCE, start=0, n_tokens=8).equal(wanted)


@pytest.mark.parametrize(
    ("config", "count"),
    [
        # Counted in the published checkpoints. The paper (§3.7) says about 60
        # million, 220 million (§3.1.1) and 770 million.
        pytest.param(T5_SMALL, 60_506_624, id="small"),
        pytest.param(T5_BASE, 222_903_552, id="base"),
        pytest.param(T5_LARGE, 737_668_096, id="large"),
        pytest.param(T5_1_1_SMALL, 76_961_152, id="1.1 small"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(config, count):
    assert n_weights(lambda: T5(config)) == count
    with torch.device("meta"):
        assert theirs(config).num_parameters() == count


@BOTH
@settings(deadline=None, max_examples=10)
@given(chunks=st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_writing_in_any_chunks_is_the_full_pass(config, chunks):
    check_chunks(with_biases(T5(config)), SOURCE, chunks)


def with_biases(model: T5) -> T5:
    """Positions count only once their biases have left 0."""
    nn.init.normal_(model.encoder_bias.weight)
    nn.init.normal_(model.decoder_bias.weight)
    return model


def test_padding_of_the_source_changes_nothing():
    model = with_biases(T5(TINY)).eval()
    padded = model(SOURCE, TARGET, source_mask=SOURCE_MASK)
    alone = model(SOURCE[1:2, :4], TARGET[1:2])
    torch.testing.assert_close(padded[1:2], alone)


def test_only_distances_matter_to_the_encoder():
    model = with_biases(T5(TINY)).eval()
    # The same tokens, 3 places later, behind padding that is hidden.
    later = torch.cat([SOURCE[:, -3:], SOURCE], dim=1)
    mask = (torch.arange(20) >= 3)[None, None, None, :]
    moved = model.encode(later, mask=mask)[:, 3:]
    torch.testing.assert_close(moved, model.encode(SOURCE))


def test_initial_scores_have_size_one_without_a_scale():
    config = replace(TINY, d_model=256, d_head=64, n_heads=4)
    attention = T5(config).encoder[0].self_attention.sublayer
    x = torch.randn(1, 200, 256)
    query, key = attention.q_proj(x), attention.k_proj(x)
    scores = query[..., :64] @ key[..., :64].mT
    assert scores.std().item() == pytest.approx(1.0, rel=0.1)


@BOTH
def test_keeps_the_promises_of_every_component(config):
    model = T5(replace(config, n_layers=1))
    check_component(model, SOURCE, TARGET, source_mask=SOURCE_MASK[:1])


def test_texts_that_it_cannot_read_are_refused():
    model = T5(TINY)
    check_target_refusals(model, SOURCE)
    with pytest.raises(ValueError, match="there are no tokens"):
        model(SOURCE[:, :0], TARGET)
    with pytest.raises(ValueError, match="33 tokens are more than the model"):
        model(SOURCE[:, :1].expand(-1, 33), TARGET)
    with pytest.raises(ValueError, match="between 0 and 60"):
        model(SOURCE + 60, TARGET)


def test_a_bias_that_old_checkpoints_stored_is_left_out():
    state = theirs(TINY).state_dict()
    layer = "decoder.block.0.layer.1.EncDecAttention."
    state[layer + "relative_attention_bias.weight"] = torch.ones(8, 3)
    model = T5(TINY)
    load_hugging_face(model, state)
    assert model.embed.weight.equal(state["shared.weight"])


@BOTH
def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name(config):
    check_misfits(T5(config), theirs(config), load_hugging_face)
