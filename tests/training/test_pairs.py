"""Batches of pairs: what the decoder is given, and who shares a batch."""

from itertools import islice

import pytest
import torch
import torch.nn.functional as F
from tests.component import DEVICES

from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.training.losses import IGNORE
from unmasked.training.pairs import (
    PairBatches,
    mean_pair_loss,
    pair_batch,
    pair_loss,
)

PAIRS = [([10 + i] * (1 + i % 7), [1, *[20] * (i % 5), 2]) for i in range(100)]
CONFIG = TransformerConfig(
    vocab_size=120, n_layers=1, d_model=16, n_heads=2, d_ff=32, max_length=16
)


def names(batch):
    """Which pairs a batch holds: each source repeats a number of its own."""
    return batch.source[:, 0].tolist()


def test_the_decoder_must_say_what_it_is_given_one_step_later():
    batch = pair_batch([([7], [1, 5, 6, 2]), ([8, 9], [1, 4, 2])])
    assert batch.inputs.tolist() == [[1, 5, 6], [1, 4, 0]]
    assert batch.targets.tolist() == [[5, 6, 2], [4, 2, IGNORE]]
    assert batch.source_mask[:, 0, 0].tolist() == [[True, False], [True, True]]


def test_what_fills_a_row_up_changes_no_loss():
    model = Transformer(CONFIG).eval()
    pairs = PAIRS[:6]
    together = pair_loss(model, pair_batch(pairs))
    alone = sum(pair_loss(model, pair_batch([pair])) for pair in pairs)
    torch.testing.assert_close(together, alone)


def test_the_loss_is_that_of_the_formula_for_one_pair():
    model = Transformer(CONFIG).eval()
    logits = model(torch.tensor([[7, 8]]), torch.tensor([[1, 5]]))[0]
    q = torch.full((2, 120), 0.1 / 120)
    q[0, 5] += 0.9
    q[1, 2] += 0.9
    by_hand = -(q * logits.log_softmax(dim=-1)).sum()
    batch = pair_batch([([7, 8], [1, 5, 2])])
    smoothed = pair_loss(model, batch, label_smoothing=0.1)
    torch.testing.assert_close(smoothed, by_hand)


def test_the_mean_loss_counts_tokens_not_pairs():
    model = Transformer(CONFIG).train()
    pairs = [([7], [1, 5, 6, 2]), ([8], [1, 2])]
    losses = [mean_pair_loss(model, [pair]) for pair in pairs]
    expected = (3 * losses[0] + losses[1]) / 4
    assert mean_pair_loss(model, pairs) == pytest.approx(expected)
    assert model.training


@pytest.mark.parametrize("device", [*DEVICES, "meta"])
def test_a_model_learns_where_it_is(device):
    batch = next(PairBatches(PAIRS, max_tokens=30, device=device))
    assert {part.device.type for part in batch} == {device}
    loss = pair_loss(Transformer(CONFIG).to(device), batch)
    loss.backward()
    assert loss.device.type == device


@pytest.mark.parametrize("device", DEVICES)
def test_the_mean_loss_is_taken_where_the_model_is(device):
    model = Transformer(CONFIG).eval()
    expected = mean_pair_loss(model, PAIRS)
    # Elsewhere by default: a tensor that is not put there would fail.
    with torch.device("meta"):
        found = mean_pair_loss(model.to(device), PAIRS)
    assert found == pytest.approx(expected, rel=1e-5)


def test_pairs_to_be_scored_go_where_the_model_went():
    model = Transformer(CONFIG).to("meta")

    def forward(*parts, source_mask):
        # There are no numbers on "meta" to go on with: this must be enough.
        devices = {part.device.type for part in (*parts, source_mask)}
        raise InterruptedError(devices)

    model.forward = forward
    with pytest.raises(InterruptedError, match=r"\{'meta'\}"):
        mean_pair_loss(model, PAIRS)


def test_in_an_epoch_every_pair_is_seen_once():
    batches = PairBatches(PAIRS, max_tokens=30)
    for _ in range(2):
        seen = [n for b in islice(batches, len(batches)) for n in names(b)]
        assert sorted(seen) == list(range(10, 110))


def test_no_batch_is_larger_than_allowed_and_lengths_are_alike():
    batches = PairBatches(PAIRS, max_tokens=30)
    for batch in islice(batches, len(batches)):
        rows, width = batch.source.shape
        assert rows * width <= 30
        longer = batch.targets.ne(IGNORE).sum(1) + 1
        longest = torch.maximum(batch.source_mask[:, 0, 0].sum(1), longer)
        assert longest.max() - longest.min() <= 2


def test_batches_change_from_epoch_to_epoch_and_with_the_seed():
    def first(seed, epoch):
        batches = PairBatches(PAIRS, max_tokens=30, seed=seed)
        batches.position = epoch * len(batches)
        return names(next(batches))

    assert first(0, 0) == first(0, 0)
    assert len({tuple(first(s, e)) for s in (0, 1) for e in (0, 1)}) == 4


@pytest.mark.parametrize("position", [0, 3, 40])
def test_going_on_from_a_position_gives_the_batches_that_follow(position):
    whole = PairBatches(PAIRS, max_tokens=30)
    wanted = [names(b) for b in islice(whole, position + 4)][position:]
    resumed = PairBatches(PAIRS, max_tokens=30)
    resumed.position = position
    assert [names(b) for b in islice(resumed, 4)] == wanted


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ([], "there is no pair to make a batch of"),
        ([([], [1, 2])], "not 0 and 2 tokens"),
        ([([3], [1])], "not 1 and 1 tokens"),
    ],
)
def test_a_batch_of_nothing_is_refused(pairs, says):
    with pytest.raises(ValueError, match=says):
        pair_batch(pairs)


def test_pairs_that_fit_no_batch_are_refused():
    with pytest.raises(ValueError, match=r"longer \(7\) than max_tokens=6"):
        PairBatches(PAIRS, max_tokens=6)
    with pytest.raises(ValueError, match="there are no pairs"):
        PairBatches([], max_tokens=6)


def test_a_smoothed_loss_is_never_below_its_floor():
    logits = torch.full((1, 120), (0.1 / 120))
    logits[0, 5] += 0.9  # exactly the smoothed target
    floor = F.cross_entropy(
        logits.log(), torch.tensor([5]), label_smoothing=0.1
    )
    entropy = -(logits * logits.log()).sum()
    torch.testing.assert_close(floor, entropy)
