"""Our BERT is Hugging Face's: vectors, both heads, and gradients."""

from dataclasses import replace

import pytest
import torch
from transformers import BertConfig as TheirConfig
from transformers import BertForPreTraining, BertModel

from tests.component import check_component
from tests.models.decoders import check_misfits, n_weights, random_tokens
from tests.models.parity import check_same
from unmasked.attention.masks import padding_mask
from unmasked.models.bert import (
    BERT_BASE,
    BERT_LARGE,
    MINILM_L6,
    Bert,
    BertConfig,
    BertForPretraining,
)
from unmasked.pretrained.bert import load_hugging_face

TINY = BertConfig(
    vocab_size=61,
    n_layers=2,
    d_model=24,
    n_heads=3,
    d_ff=40,
    max_length=16,
    norm_eps=0.1,  # large enough to be felt
)


def their_config(config: BertConfig) -> TheirConfig:
    return TheirConfig(
        vocab_size=config.vocab_size,
        num_hidden_layers=config.n_layers,
        hidden_size=config.d_model,
        num_attention_heads=config.n_heads,
        intermediate_size=config.d_ff,
        max_position_embeddings=config.max_length,
        type_vocab_size=config.n_token_types,
        layer_norm_eps=config.norm_eps,
    )


TOKENS = random_tokens(3, 7, vocab_size=61)
TYPES = torch.tensor([[0, 0, 0, 1, 1, 1, 1], [0] * 7, [0, 1, 1, 1, 1, 0, 0]])
LENGTHS = torch.tensor([7, 4, 5])
MASK = padding_mask(LENGTHS, n_key=7)


@pytest.mark.against("BertForPreTraining")
def test_both_heads_and_gradients_are_those_of_hugging_face():
    def theirs(model):
        output = model(
            TOKENS, attention_mask=MASK[:, 0, 0].long(), token_type_ids=TYPES
        )
        return [output.prediction_logits, output.seq_relationship_logits]

    check_same(
        lambda: BertForPretraining(TINY),
        BertForPreTraining(their_config(TINY)),
        load_hugging_face,
        ours=lambda model: model(TOKENS, token_types=TYPES, mask=MASK),
        theirs=theirs,
    )


@pytest.mark.against("BertModel")
def test_vectors_and_gradients_of_the_encoder_are_those_of_hugging_face():
    check_same(
        lambda: Bert(TINY),
        BertModel(their_config(TINY)),
        load_hugging_face,
        ours=lambda model: [model(TOKENS)],
        theirs=lambda model: [model(TOKENS).last_hidden_state],
    )


@pytest.mark.against("BertModel")
def test_the_pooled_vector_is_that_of_hugging_face():
    theirs = BertForPreTraining(their_config(TINY)).eval()
    ours = BertForPretraining(TINY).eval()
    load_hugging_face(ours, theirs.state_dict())
    pooled = theirs.bert(TOKENS).pooler_output
    torch.testing.assert_close(ours.pool(ours.encoder(TOKENS)), pooled)


def test_a_checkpoint_with_the_names_of_tensorflow_is_read_too():
    state = BertForPreTraining(their_config(TINY)).state_dict()
    old = {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace(
            "LayerNorm.bias", "LayerNorm.beta"
        ): torch.randn_like(tensor)
        for name, tensor in state.items()
    }
    old["bert.embeddings.position_ids"] = torch.arange(16)[None]
    model = BertForPretraining(TINY)
    load_hugging_face(model, old)
    name = "bert.encoder.layer.1.output.LayerNorm.gamma"
    block = model.encoder.blocks[1]
    assert block.feed_forward.norm.weight.equal(old[name])


def test_an_encoder_alone_takes_what_it_needs():
    state = BertForPreTraining(their_config(TINY)).state_dict()
    model = Bert(TINY)
    load_hugging_face(model, state)
    name = "bert.embeddings.word_embeddings.weight"
    assert model.embed.weight.equal(state[name])


def n_theirs(model: type, config: BertConfig) -> int:
    with torch.device("meta"):
        return model(their_config(config)).num_parameters()


@pytest.mark.parametrize(
    ("config", "millions"),
    [
        # Devlin et al. 2019, §3.
        pytest.param(BERT_BASE, 110, id="base"),
        pytest.param(BERT_LARGE, 340, id="large"),
    ],
)
def test_published_sizes_have_their_published_number_of_weights(
    config, millions
):
    count = n_weights(lambda: BertForPretraining(config))
    assert count == n_theirs(BertForPreTraining, config)
    assert count == pytest.approx(millions * 1e6, rel=0.012)


def test_minilm_is_a_small_bert():
    # The pooler that its checkpoint carries is no part of the encoder.
    pooler = 384 * 384 + 384
    count = n_weights(lambda: Bert(MINILM_L6))
    assert count == n_theirs(BertModel, MINILM_L6) - pooler


def test_padding_changes_nothing():
    model = Bert(TINY).eval()
    padded = model(TOKENS, mask=MASK)
    for row, length in enumerate(LENGTHS):
        alone = model(TOKENS[row : row + 1, :length])
        torch.testing.assert_close(padded[row : row + 1, :length], alone)


def test_each_token_sees_all_others():
    model = Bert(TINY).eval()
    changed = TOKENS.clone()
    changed[:, -1] = (changed[:, -1] + 1) % 61
    moved = (model(TOKENS) - model(changed)).abs().amax(dim=-1)
    assert (moved > 1e-6).all()


@pytest.mark.parametrize("model", [Bert, BertForPretraining])
def test_keeps_the_promises_of_every_component(model):
    one_layer = model(replace(TINY, n_layers=1))
    check_component(one_layer, TOKENS, mask=MASK[:1])


def test_texts_that_it_cannot_read_are_refused():
    model = Bert(TINY)
    with pytest.raises(ValueError, match="there are no tokens"):
        model(torch.zeros(1, 0, dtype=torch.long))
    with pytest.raises(ValueError, match="17 tokens are more than the model"):
        model(torch.zeros(1, 17, dtype=torch.long))
    with pytest.raises(ValueError, match="between 0 and 60"):
        model(torch.tensor([[0, 61]]))
    with pytest.raises(ValueError, match="between 0 and 1, got 0 to 2"):
        model(TOKENS[:1, :2], token_types=torch.tensor([[0, 2]]))


@pytest.mark.parametrize("model", [Bert, BertForPretraining])
def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name(model):
    theirs = BertForPreTraining(their_config(TINY))
    check_misfits(model(TINY), theirs, load_hugging_face)


def test_sizes_that_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="n_heads=5 must divide d_model=24"):
        Bert(replace(TINY, n_heads=5))
