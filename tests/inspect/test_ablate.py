"""What is silenced says nothing, and the rest goes on."""

import pytest
import torch
from torch import nn

from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.inspect.ablate import ablate_heads, skip
from unmasked.inspect.record import record

LAYER = "blocks.1.attention.sublayer"


def heads_of(model, tokens):
    """What each head gives: (batch, seq, heads, width)."""
    with record(model, f"{LAYER}.o_proj", inputs=True) as found:
        model(tokens)
    return found[f"{LAYER}.o_proj"].unflatten(-1, (4, 6))


@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_silenced_heads_give_zeros_and_the_others_what_they_gave(
    family, tokens, request
):
    model = request.getfixturevalue(family)
    before = heads_of(model, tokens)
    projection = model.get_submodule(f"{LAYER}.o_proj")
    with ablate_heads(model, {LAYER: [1, 3]}), record(model, LAYER) as found:
        model(tokens)
    expected = before.clone()
    expected[..., [1, 3], :] = 0
    torch.testing.assert_close(found[LAYER], projection(expected.flatten(-2)))


def test_the_mean_takes_the_place_of_a_head(gpt2, tokens):
    before = heads_of(gpt2, tokens)
    mean = before.mean((0, 1)).flatten()
    projection = gpt2.get_submodule(f"{LAYER}.o_proj")
    with (
        ablate_heads(gpt2, {LAYER: [2]}, means={LAYER: mean}),
        record(gpt2, LAYER) as found,
    ):
        gpt2(tokens)
    expected = before.clone()
    expected[..., 2, :] = mean.unflatten(-1, (4, 6))[2]
    torch.testing.assert_close(found[LAYER], projection(expected.flatten(-2)))


def test_without_heads_nothing_changes(gpt2, tokens):
    before = gpt2(tokens)
    with ablate_heads(gpt2, {LAYER: []}):
        assert torch.equal(gpt2(tokens), before)


def test_afterwards_the_heads_speak_again(gpt2, tokens):
    before = gpt2(tokens)
    with ablate_heads(gpt2, {LAYER: [0]}):
        assert not torch.equal(gpt2(tokens), before)
    assert torch.equal(gpt2(tokens), before)


@pytest.mark.against(rule="the model built without that block", exactly=True)
def test_a_skipped_block_is_a_model_without_it(gpt2, tokens):
    with skip(gpt2, "blocks.1"):
        skipped = gpt2(tokens)
    del gpt2.blocks[1]
    assert torch.equal(skipped, gpt2(tokens))


def test_a_skipped_sublayer_adds_nothing(gpt2, tokens):
    with (
        skip(gpt2, "blocks.*.feed_forward"),
        record(gpt2, "blocks.0", "blocks.0.attention") as found,
    ):
        gpt2(tokens)
    assert torch.equal(found["blocks.0"], found["blocks.0.attention"])


@pytest.mark.parametrize("head", [4, -1])
def test_a_head_that_does_not_exist_is_refused(gpt2, head):
    with pytest.raises(ValueError, match=f"has heads 0 to 3, not {head}"):
        ablate_heads(gpt2, {LAYER: [0, head]}).__enter__()


def test_heads_may_be_wider_than_their_share_of_the_stream():
    attention = MultiHeadAttention(d_model=24, n_heads=4, d_head=10)
    x, model = torch.randn(2, 7, 24), nn.Sequential(attention)
    with record(model, "0.o_proj", inputs=True) as found:
        model(x)
    expected = found["0.o_proj"].clone()
    expected[..., 10:20] = 0
    with ablate_heads(model, {"0": [1]}):
        torch.testing.assert_close(model(x), attention.o_proj(expected))


def test_a_module_that_does_not_attend_is_refused(gpt2):
    with pytest.raises(TypeError, match="is a MLP, which is no attention"):
        ablate_heads(gpt2, {"blocks.0.feed_forward.sublayer": [0]}).__enter__()


@pytest.mark.parametrize(
    ("means", "told"),
    [({}, "there is none"), ({LAYER: torch.zeros(6)}, "got torch.Size")],
)
def test_a_missing_or_misshaped_mean_is_refused(gpt2, means, told):
    with pytest.raises(ValueError, match=f"must be 24 numbers.*{told}"):
        ablate_heads(gpt2, {LAYER: [0]}, means=means).__enter__()


def test_unknown_names_are_helped(gpt2):
    with pytest.raises(ValueError, match=r"no module 'blocks\.7'"):
        skip(gpt2, "blocks.7").__enter__()
    with pytest.raises(ValueError, match=r"no module 'blocks\.1\.attn'"):
        ablate_heads(gpt2, {"blocks.1.attn": [0]}).__enter__()
