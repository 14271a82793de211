"""What translators refuse of their texts, and in which words."""

import pytest
import torch

from unmasked.recurrent.encoder_decoder import EncoderDecoder
from unmasked.recurrent.seq2seq import Seq2Seq

LENGTHS = torch.tensor([5, 2, 4])


@pytest.fixture(params=[EncoderDecoder, Seq2Seq])
def model(request):
    torch.manual_seed(0)
    return request.param(
        source_vocab_size=11, target_vocab_size=13, d_model=3, d_hidden=6
    )


def texts():
    return torch.randint(0, 11, (3, 5)), torch.randint(0, 13, (3, 4))


@pytest.mark.parametrize(
    ("lengths", "says"),
    [
        ([5], r"of torch.int64 and shape \(1,\)"),  # would serve all rows
        ([5, 4], r"for each of 3 sequences, .* shape \(2,\)"),
        ([[5], [4], [3]], r"shape \(3, 1\)"),
        ([5.0, 4.0, 3.0], "of torch.float32"),
    ],
)
def test_what_is_not_a_length_for_each_is_refused(
    model, lengths, says, no_shape_checks
):
    with pytest.raises(ValueError, match=says):
        model(*texts(), torch.tensor(lengths))


def test_lengths_may_be_of_any_whole_numbers(model):
    source, target = texts()
    torch.testing.assert_close(
        model(source, target, LENGTHS.int()), model(source, target, LENGTHS)
    )


def test_texts_that_are_no_two_batches_of_one_size_are_refused(
    model, no_shape_checks
):
    source, target = texts()
    with pytest.raises(ValueError, match=r"got \(3, 5\) and \(2, "):
        model(source, target[:2], LENGTHS)
    with pytest.raises(ValueError, match=r"got \(5,\) and "):
        model(source[0], target[0], LENGTHS[:1])
