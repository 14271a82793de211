"""Reading from both ends."""

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tests.component import check_component
from unmasked.recurrent.bidirectional import BidirectionalGRU, reverse

LENGTHS = torch.tensor([6, 1, 4])


def ours_and_pytorch():
    ours = BidirectionalGRU(d_input=5, d_hidden=7)
    theirs = torch.nn.GRU(5, 7, batch_first=True, bidirectional=True)
    for gru, end in [(ours.ahead, ""), (ours.back, "_reverse")]:
        for proj, name in [(gru.input_proj, "ih"), (gru.state_proj, "hh")]:
            proj.weight = getattr(theirs, f"weight_{name}_l0{end}")
            proj.bias = getattr(theirs, f"bias_{name}_l0{end}")
    return ours, theirs


def test_keeps_the_promises_of_a_component():
    ours, _ = ours_and_pytorch()
    check_component(ours, torch.randn(3, 3, 5), LENGTHS.clamp(max=3))


@pytest.mark.against("torch.nn.GRU")
def test_agrees_with_pytorch_on_sequences_of_uneven_length():
    ours, theirs = ours_and_pytorch()
    x = torch.randn(3, 6, 5)
    packed = pack_padded_sequence(
        x, LENGTHS, batch_first=True, enforce_sorted=False
    )
    expected, last = theirs(packed)
    expected, _ = pad_packed_sequence(expected, batch_first=True)
    states, start = ours(x, LENGTHS)
    for row, length in enumerate(LENGTHS):
        torch.testing.assert_close(states[row, :length], expected[row, :length])
    torch.testing.assert_close(start, last[1])


def test_every_state_knows_the_whole_text_and_no_padding():
    ours, _ = ours_and_pytorch()
    x = torch.randn(3, 6, 5)
    before, _ = ours(x, LENGTHS)
    x[2, 3] += 1  # the last real token of the last row
    x[1, 1:] += 1  # padding of the middle row
    after, _ = ours(x, LENGTHS)
    assert not torch.isclose(before[2, 0], after[2, 0]).all()
    torch.testing.assert_close(before[1, :1], after[1, :1])


def test_turning_around_twice_changes_nothing():
    x = torch.randn(3, 6, 5)
    torch.testing.assert_close(reverse(reverse(x, LENGTHS), LENGTHS), x)
    whole = torch.full((3,), 6)
    torch.testing.assert_close(reverse(x, whole), x.flip(1))


@pytest.mark.parametrize("bad", [0, 7])
def test_a_length_that_does_not_fit_is_refused(bad):
    lengths = torch.tensor([6, bad, 4])
    message = rf"lengths must lie between 1 and 6, got \[{bad}\]"
    with pytest.raises(ValueError, match=message):
        reverse(torch.zeros(3, 6, 5), lengths)


def test_a_size_below_one_is_refused():
    with pytest.raises(ValueError, match="d_hidden=0 must be at least 1"):
        BidirectionalGRU(d_input=5, d_hidden=0)
