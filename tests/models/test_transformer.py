"""Our Transformer is PyTorch's stack, and Hugging Face's MarianMT."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from transformers import MarianConfig, MarianMTModel

from tests.component import check_component
from tests.models.decoders import check_misfits, n_weights, random_tokens
from tests.models.encoder_decoders import (
    check_chunks,
    check_target_refusals,
    write_greedily,
)
from tests.models.parity import check_same
from unmasked.attention.masks import padding_mask
from unmasked.feed_forward.fused import silu
from unmasked.models.transformer import (
    TRANSFORMER_BASE,
    TRANSFORMER_BIG,
    Transformer,
    TransformerConfig,
)
from unmasked.positions.sinusoidal import sinusoidal_positions
from unmasked.pretrained import marian
from unmasked.pretrained.translate import Rule, load_translated

TINY = TransformerConfig(
    vocab_size=61, n_layers=2, d_model=24, n_heads=3, d_ff=40, max_length=16
)
SOURCE = random_tokens(3, 7, vocab_size=61)
TARGET = random_tokens(3, 5, vocab_size=61, seed=2)
SOURCE_MASK = padding_mask(torch.tensor([7, 4, 5]), n_key=7)
TARGET_MASK = padding_mask(torch.tensor([2, 5, 3]), n_key=5)


class PyTorchs(nn.Module):
    """PyTorch's stack; the paper's embedding, waves and head around it.

    `nn.Transformer` adds a norm after each half, which only pre-norm needs,
    and biases to attention: neither is the paper's.
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        sizes = (config.d_model, config.n_heads, config.d_ff)
        shape = {"dropout": 0.0, "batch_first": True}
        self.stack = nn.Transformer(
            *sizes[:2],
            custom_encoder=nn.TransformerEncoder(
                nn.TransformerEncoderLayer(*sizes, **shape),
                config.n_layers,
                enable_nested_tensor=False,
            ),
            custom_decoder=nn.TransformerDecoder(
                nn.TransformerDecoderLayer(*sizes, **shape), config.n_layers
            ),
            batch_first=True,
        )
        self.embed = nn.Embedding(config.vocab_size, config.d_model)
        for name, parameter in self.named_parameters():
            if name.endswith(("in_proj_bias", "out_proj.bias")):
                nn.init.zeros_(parameter)
            elif parameter.ndim == 1:  # norms and the feed-forward layer
                nn.init.normal_(parameter, mean=1.0, std=0.1)

    def forward(self, source, target, source_mask, target_mask):
        # True means "hidden" there.
        no_source, no_target = ~source_mask[:, 0, 0], ~target_mask[:, 0, 0]
        n_target = target.shape[1]
        ahead = torch.ones(n_target, n_target, dtype=torch.bool).triu(1)
        y = self.stack(
            self.represent(source),
            self.represent(target),
            tgt_mask=ahead,
            src_key_padding_mask=no_source,
            tgt_key_padding_mask=no_target,
            memory_key_padding_mask=no_source,
        )
        return y @ self.embed.weight.T

    def represent(self, tokens):
        d_model = self.embed.embedding_dim
        places = torch.arange(tokens.shape[1])
        waves = sinusoidal_positions(places, d_model=d_model)
        return d_model**0.5 * self.embed(tokens) + waves


def pytorch_rules() -> list[Rule]:
    layer = r"stack\.(encoder|decoder)\.layers\.(\d+)\."
    ours = r"\1.\2."
    rules = [Rule(r"embed\.weight", "embed.weight")]
    for theirs, name in {
        "self_attn": "self_attention",
        "multihead_attn": "cross_attention",
    }.items():
        inside = ours + name + ".sublayer."
        rules += [
            Rule(
                layer + theirs + r"\.in_proj_weight",
                tuple(inside + f"{x}_proj.weight" for x in "qkv"),
                lambda weight: weight.chunk(3),
            ),
            Rule(
                layer + theirs + r"\.out_proj\.weight", inside + "o_proj.weight"
            ),
            Rule(layer + theirs + r"\.(?:in_proj_|out_proj\.)bias"),
        ]
    for theirs, name in {"linear1": "up", "linear2": "down"}.items():
        rules.append(
            Rule(
                layer + theirs + r"\.(weight|bias)",
                ours + rf"feed_forward.sublayer.{name}_proj.\3",
            )
        )
    for half, names in {
        "encoder": ["self_attention", "feed_forward"],
        "decoder": ["self_attention", "cross_attention", "feed_forward"],
    }.items():
        for i, name in enumerate(names, start=1):
            rules.append(
                Rule(
                    rf"stack\.{half}\.layers\.(\d+)\.norm{i}\.(weight|bias)",
                    rf"{half}.\1.{name}.norm.\2",
                )
            )
    return rules


@pytest.mark.against("nn.Transformer")
def test_logits_and_gradients_are_those_of_pytorchs_stack():
    def ours(model):
        logits = model(
            SOURCE, TARGET, source_mask=SOURCE_MASK, target_mask=TARGET_MASK
        )
        return [logits]

    check_same(
        lambda: Transformer(TINY),
        PyTorchs(TINY),
        lambda model, state: load_translated(model, state, pytorch_rules()),
        ours=ours,
        theirs=lambda model: [model(SOURCE, TARGET, SOURCE_MASK, TARGET_MASK)],
    )


MARIAN = replace(
    TINY, biased=True, activation=silu, positions=marian.sines_first
)


def their_marian() -> MarianMTModel:
    model = MarianMTModel(
        MarianConfig(
            vocab_size=MARIAN.vocab_size,
            encoder_layers=MARIAN.n_layers,
            decoder_layers=MARIAN.n_layers,
            d_model=MARIAN.d_model,
            encoder_attention_heads=MARIAN.n_heads,
            decoder_attention_heads=MARIAN.n_heads,
            encoder_ffn_dim=MARIAN.d_ff,
            decoder_ffn_dim=MARIAN.d_ff,
            max_position_embeddings=MARIAN.max_length,
            activation_function="silu",
            scale_embedding=True,
            init_std=0.2,
            pad_token_id=60,
            decoder_start_token_id=60,
            eos_token_id=0,
            forced_eos_token_id=None,
            dropout=0.0,
        )
    ).eval()
    model.final_logits_bias.normal_()
    return model


@pytest.mark.against("MarianMTModel")
def test_logits_and_gradients_are_those_of_hugging_faces_marian():
    theirs = their_marian()
    # They make it a buffer; ours is learned, and its gradient is known.
    theirs.final_logits_bias = nn.Parameter(theirs.final_logits_bias)

    def run(model):
        output = model(
            input_ids=SOURCE,
            attention_mask=SOURCE_MASK[:, 0, 0].long(),
            decoder_input_ids=TARGET,
            decoder_attention_mask=TARGET_MASK[:, 0, 0].long(),
        )
        return [output.logits]

    check_same(
        lambda: Transformer(MARIAN),
        theirs,
        marian.load_hugging_face,
        ours=lambda model: [
            model(
                SOURCE, TARGET, source_mask=SOURCE_MASK, target_mask=TARGET_MASK
            )
        ],
        theirs=run,
    )


def test_greedy_translation_is_that_of_hugging_face():
    theirs = their_marian()
    ours = Transformer(MARIAN).eval()
    marian.load_hugging_face(ours, theirs.state_dict())
    wanted = theirs.generate(
        SOURCE,
        attention_mask=torch.ones_like(SOURCE),
        num_beams=1,
        do_sample=False,
        max_new_tokens=8,
        min_new_tokens=8,
        eos_token_id=None,
        bad_words_ids=None,
    )
    written = write_greedily(ours, SOURCE, start=60, n_tokens=8)
    assert written.equal(wanted)


@pytest.mark.parametrize(
    ("config", "millions"),
    [
        # Vaswani et al. 2017, table 3.
        pytest.param(TRANSFORMER_BASE, 65, id="base"),
        pytest.param(TRANSFORMER_BIG, 213, id="big"),
    ],
)
def test_counts_come_as_near_to_the_papers_as_the_docstring_says(
    config, millions
):
    count = n_weights(lambda: Transformer(config))
    d, f, n = config.d_model, config.d_ff, config.n_layers
    feed_forward = 2 * d * f + f + d
    encoder = 4 * d * d + feed_forward + 2 * 2 * d
    decoder = 8 * d * d + feed_forward + 3 * 2 * d
    layers = n * (encoder + decoder)
    assert count == layers + config.vocab_size * d
    # What the docstring says of vocabularies and counts.
    tokens = (millions * 1e6 - layers) / d
    said = {65: (63.0, 40_800), 213: (214.2, 35_900)}[millions]
    assert (round(count / 1e6, 1), round(tokens, -2)) == said


@settings(deadline=None, max_examples=20)
@given(chunks=st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_writing_in_any_chunks_is_the_full_pass(chunks):
    check_chunks(Transformer(TINY), SOURCE, chunks)


def test_padding_of_the_source_changes_nothing():
    model = Transformer(TINY).eval()
    padded = model(SOURCE, TARGET, source_mask=SOURCE_MASK)
    alone = model(SOURCE[1:2, :4], TARGET[1:2])
    torch.testing.assert_close(padded[1:2], alone)


def test_the_decoder_does_not_see_ahead():
    model = Transformer(TINY).eval()
    changed = TARGET.clone()
    changed[:, 3:] = (changed[:, 3:] + 1) % 61
    before, after = model(SOURCE, TARGET), model(SOURCE, changed)
    torch.testing.assert_close(before[:, :3], after[:, :3])
    assert not torch.allclose(before[:, 3:], after[:, 3:])


@pytest.mark.parametrize("config", [TINY, MARIAN], ids=["2017", "biased"])
def test_keeps_the_promises_of_every_component(config):
    model = Transformer(replace(config, n_layers=1))
    check_component(model, SOURCE, TARGET, source_mask=SOURCE_MASK[:1])


def test_texts_that_it_cannot_read_are_refused():
    model = Transformer(TINY)
    check_target_refusals(model, SOURCE)
    with pytest.raises(ValueError, match="there are no tokens"):
        model(SOURCE[:, :0], TARGET)
    with pytest.raises(ValueError, match="between 0 and 60"):
        model(SOURCE + 60, TARGET)


def test_a_checkpoint_that_does_not_fit_is_refused_with_every_name():
    check_misfits(Transformer(MARIAN), their_marian(), marian.load_hugging_face)


def test_sizes_that_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="n_heads=5 must divide d_model=24"):
        Transformer(replace(TINY, n_heads=5))
    with pytest.raises(ValueError, match="d_model=9 must be even"):
        Transformer(replace(TINY, d_model=9))
