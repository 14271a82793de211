"""Encoder and decoder with one vector between them."""

import pytest
import torch

from tests.component import check_component
from unmasked.recurrent.encoder_decoder import EncoderDecoder

LENGTHS = torch.tensor([5, 2, 4])


def model() -> EncoderDecoder:
    return EncoderDecoder(
        source_vocab_size=11, target_vocab_size=13, d_model=3, d_hidden=6
    )


def texts():
    return torch.randint(0, 11, (3, 5)), torch.randint(0, 13, (3, 4))


def test_keeps_the_promises_of_a_component():
    source, target = texts()
    check_component(model(), source[:, :3], target[:, :2], LENGTHS.clamp(max=3))


@pytest.mark.against("torch.nn.GRUCell")
def test_agrees_with_pytorchs_cells_one_token_at_a_time():
    m, (source, target) = model(), texts()
    read, write = torch.nn.GRUCell(3, 6), torch.nn.GRUCell(9, 6)
    for cell, layer in [(read, m.encoder), (write, m.decoder)]:
        cell.weight_ih, cell.bias_ih = layer.input_proj.parameters()
        cell.weight_hh, cell.bias_hh = layer.state_proj.parameters()
    logits = m(source, target, LENGTHS)
    for row, length in enumerate(LENGTHS):
        context = torch.zeros(6)
        for token in source[row, :length]:
            context = read(m.source_embed.weight[token], context)
        s = context
        for i, token in enumerate(target[row]):
            y = m.target_embed.weight[token]
            s = write(torch.cat([y, context]), s)
            torch.testing.assert_close(logits[row, i], m.head.weight @ s)


def test_all_of_the_source_passes_through_one_vector():
    # Two sources that leave the same vector cannot be told apart.
    m, (source, target) = model(), texts()
    context = m.encode(source, LENGTHS)
    assert context.shape == (3, 6)
    m.encode = lambda source, lengths: context
    torch.testing.assert_close(
        m(source, target, LENGTHS), m(source.flip(0), target, LENGTHS)
    )


def test_padding_changes_nothing():
    m, (source, target) = model(), texts()
    logits = m(source, target, LENGTHS)
    alone = m(source[1:2, :2], target[1:2], LENGTHS[1:2])
    torch.testing.assert_close(logits[1:2], alone)


def test_the_past_does_not_see_the_future():
    m, (source, target) = model(), texts()
    changed = target.clone()
    changed[:, 2:] = (changed[:, 2:] + 1) % 13
    before, after = m(source, target, LENGTHS), m(source, changed, LENGTHS)
    torch.testing.assert_close(before[:, :2], after[:, :2])
    assert not torch.allclose(before[:, 2:], after[:, 2:])


def test_an_empty_target_is_refused():
    source, target = texts()
    with pytest.raises(ValueError, match="the target needs at least one token"):
        model()(source, target[:, :0], LENGTHS)


def test_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match="d_hidden=0 must be at least 1"):
        EncoderDecoder(
            source_vocab_size=2, target_vocab_size=2, d_model=2, d_hidden=0
        )


@pytest.mark.parametrize("length", [0, 6])
def test_lengths_that_do_not_fit_are_refused(length):
    source, target = texts()
    lengths = torch.tensor([length, 1, 1])
    with pytest.raises(ValueError, match=rf"between 1 and 5, got \[{length}\]"):
        model()(source, target, lengths)
