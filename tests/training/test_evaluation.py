"""Bits per byte do not depend on how the text was cut into tokens."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from unmasked.training.batches import Batch
from unmasked.training.evaluation import Evaluation, bits_per_byte, evaluate


def batch(rows=2, length=5, vocab=7):
    ids = torch.randint(vocab, (rows, length + 1))
    return Batch(ids[:, :-1], ids[:, 1:].clone())


@pytest.fixture
def model():
    return nn.Sequential(nn.Embedding(7, 7), nn.Dropout(0.5))


@pytest.mark.against(rule="the mean over all tokens at once")
def test_loss_is_the_mean_over_the_tokens_of_all_batches(model):
    batches = [batch(rows=1), batch(rows=3)]
    batches[1].targets[0] = -100
    result = evaluate(model, batches)
    model.eval()
    losses = [
        F.cross_entropy(model(b.inputs).mT, b.targets, reduction="none")
        for b in batches
    ]
    every = torch.cat([loss.flatten() for loss in losses])
    counted = torch.cat([b.targets.flatten() for b in batches]) != -100
    assert result.loss == pytest.approx(every[counted].mean().item())
    assert result.tokens == 5 + 10
    assert result.bits_per_byte is None


def test_the_same_text_in_longer_tokens_has_the_same_bits_per_byte():
    # A source of random bytes: each costs 8 bits, alone or two to a token.
    single = nn.Embedding.from_pretrained(torch.zeros(256, 256))
    double = nn.Embedding.from_pretrained(torch.zeros(300, 256**2))
    text = torch.randint(256, (1, 9))
    pairs = text[:, 1:].reshape(1, 4, 2) @ torch.tensor([256, 1])
    one = evaluate(
        single, [Batch(text[:, :-1], text[:, 1:])],
        token_bytes=torch.ones(256, dtype=torch.long),
    )  # fmt: skip
    two = evaluate(
        double, [Batch(torch.zeros(1, 4, dtype=torch.long), pairs)],
        token_bytes=torch.full((256**2,), 2),
    )  # fmt: skip
    assert two.loss == pytest.approx(2 * one.loss)
    assert one.bits_per_byte == pytest.approx(8)
    assert two.bits_per_byte == pytest.approx(8)


def test_bytes_of_tokens_that_do_not_count_are_left_out(model):
    data = batch()
    data.targets[0] = -100
    sizes = torch.arange(1, 8)
    result = evaluate(model, [data], token_bytes=sizes)
    n_bytes = int(sizes[data.targets[1]].sum())
    nats = result.loss * result.tokens
    assert result.bits_per_byte == pytest.approx(nats / math.log(2) / n_bytes)


@pytest.mark.parametrize("training", [True, False])
def test_the_model_is_put_back_into_its_mode(model, training):
    model.train(training)
    first = evaluate(model, [data := batch()])
    assert evaluate(model, [data]) == first  # no dropout
    assert model.training is training


def test_without_tokens_there_is_nothing_to_evaluate(model):
    for batches in (
        [],
        [Batch(torch.ones(1, 1).long(), torch.tensor([[-100]]))],
    ):
        with pytest.raises(ValueError, match="no token to evaluate"):
            evaluate(model, batches)


def test_without_bytes_there_is_nothing_to_measure():
    with pytest.raises(ValueError, match="n_bytes=0"):
        bits_per_byte(1.0, 0)


def test_prints_on_one_line():
    assert str(Evaluation(2.5, 1000, 1.25)) == (
        "loss 2.5000 on 1,000 unseen tokens, 1.2500 bits per byte"
    )
    assert str(Evaluation(2.5, 10, None)) == "loss 2.5000 on 10 unseen tokens"
