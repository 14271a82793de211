"""The loop takes the steps it says, and stops where it must."""

import copy
import itertools

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from unmasked.training.batches import Batch, Windows
from unmasked.training.loop import next_token_loss, train

VOCAB, BLOCK = 13, 6


class Bigram(nn.Module):
    """The smallest language model: from one token straight to the next."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.table = nn.Embedding(VOCAB, 8)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(8, VOCAB)
        self.masks: list[torch.Tensor] = []

    def forward(self, tokens, mask=None):
        if mask is not None:
            self.masks.append(mask)
        return self.head(self.dropout(self.table(tokens)))


def batch(rows=2):
    ids = torch.randint(VOCAB, (rows, BLOCK + 1))
    return Batch(ids[:, :-1], ids[:, 1:].clone())


def run(model, batches, **options):
    options = {"steps": 5, "schedule": lambda _: 0.01} | options
    optimizer = torch.optim.AdamW(model.parameters())
    return list(train(model, iter(batches), optimizer, **options))


@pytest.mark.against(rule="the loop written by hand")
def test_takes_the_steps_that_one_would_write_by_hand():
    model, data = Bigram(), [batch() for _ in range(5)]
    by_hand = copy.deepcopy(model)
    optimizer = torch.optim.AdamW(by_hand.parameters(), lr=0.01)
    losses = []
    for inputs, targets, _ in data:
        optimizer.zero_grad()
        loss = F.cross_entropy(by_hand(inputs).mT, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(by_hand.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    steps = run(model, data)
    assert [s.loss for s in steps] == pytest.approx(losses)
    torch.testing.assert_close(model.state_dict(), by_hand.state_dict())


@pytest.mark.against(rule="one batch of all micro-batches")
@pytest.mark.parametrize("pieces", [2, 4])
def test_micro_batches_of_uneven_counts_are_one_batch(pieces):
    whole = batch(rows=4)
    whole.targets[0, 1:] = -100  # the first row counts once, the others 6 times
    whole.targets[1, 3:] = -100
    size = 4 // pieces
    parts = [
        Batch(whole.inputs[i : i + size], whole.targets[i : i + size])
        for i in range(0, 4, size)
    ]
    one = Bigram()
    many = copy.deepcopy(one)
    (single,) = run(one, [whole], steps=1)
    (summed,) = run(many, parts, steps=1, micro_batches=pieces)
    assert summed.loss == pytest.approx(single.loss)
    assert summed.gradient_norm == pytest.approx(single.gradient_norm)
    assert summed.tokens == single.tokens == 1 + 3 + 6 + 6
    torch.testing.assert_close(one.state_dict(), many.state_dict())
    # What is commonly written instead is another number.
    mean = sum(
        F.cross_entropy(Bigram()(p.inputs).mT, p.targets).item() for p in parts
    )
    assert mean / pieces != pytest.approx(single.loss, abs=1e-3)


def test_documents_reach_the_model_as_a_mask():
    model = Bigram()
    ids = torch.randint(VOCAB, (1, 4))
    documents = torch.tensor([[0, 0, 1, 1]])
    next_token_loss(model, Batch(ids, ids, documents))
    assert model.masks[0].shape == (1, 1, 4, 4)
    assert not model.masks[0][0, 0, 2, 1]


def test_reports_the_rate_of_the_schedule_and_the_counted_tokens():
    data = [batch() for _ in range(3)]
    data[1].targets[0] = -100
    steps = run(Bigram(), data, steps=3, schedule=lambda step: step / 100)
    assert [s.number for s in steps] == [1, 2, 3]
    assert [s.learning_rate for s in steps] == [0.01, 0.02, 0.03]
    assert [s.tokens for s in steps] == [12, 18, 30]
    assert all(s.seconds > 0 for s in steps)


def test_counts_seconds_from_the_beginning(monkeypatch):
    clock = itertools.count(start=1000.0, step=5.0)
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    steps = run(Bigram(), [batch()] * 3, steps=3)
    assert [s.seconds for s in steps] == [5.0, 10.0, 15.0]


def test_puts_the_model_into_training_mode():
    model = Bigram(dropout=0.5).eval()
    run(model, [batch()], steps=1)
    assert model.training


def test_goes_on_from_a_later_step():
    steps = run(Bigram(), [batch()] * 2, steps=9, first=8)
    assert [s.number for s in steps] == [8, 9]
    assert steps[0].seconds_left > 0
    assert run(Bigram(), [], steps=9, first=10) == []


def test_nothing_runs_until_it_is_asked_for():
    model = Bigram()
    before = copy.deepcopy(model.state_dict())
    train(
        model, iter([batch()]), torch.optim.AdamW(model.parameters()),
        steps=1, schedule=lambda _: 1.0,
    )  # fmt: skip
    torch.testing.assert_close(model.state_dict(), before)


def test_mixed_precision_keeps_the_weights_and_comes_close():
    data = [batch() for _ in range(5)]
    full, mixed = Bigram(), Bigram()
    mixed.load_state_dict(full.state_dict())
    exact = [s.loss for s in run(full, data)]
    close = [s.loss for s in run(mixed, data, autocast=torch.bfloat16)]
    assert close == pytest.approx(exact, rel=1e-2)
    assert close != exact
    assert {p.dtype for p in mixed.parameters()} == {torch.float32}


def test_learns_a_text_that_repeats():
    text = torch.arange(VOCAB).repeat(20).numpy()
    windows = Windows(text, block=BLOCK, batch_size=4)
    steps = run(Bigram(), windows, steps=100, schedule=lambda _: 0.05)
    assert steps[-1].loss < 0.05 < 2 < steps[0].loss


def test_trains_after_compiling(no_shape_checks):
    model, data = Bigram(), [batch() for _ in range(3)]
    plain = copy.deepcopy(model)
    model.compile(backend="aot_eager")
    compiled = [s.loss for s in run(model, data, steps=3)]
    assert compiled == pytest.approx(
        [s.loss for s in run(plain, data, steps=3)]
    )


def test_a_loss_that_is_not_finite_stops_at_its_step():
    model = Bigram()
    steps = train(
        model, itertools.repeat(batch()),
        torch.optim.AdamW(model.parameters()),
        steps=9, schedule=lambda _: 0.01,
    )  # fmt: skip
    assert [next(steps).number for _ in range(3)] == [1, 2, 3]
    model.head.bias.data[0] = torch.inf  # as a rate that is too high would
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(
        FloatingPointError, match=r"stopped at step 4: the loss is (nan|inf)"
    ):
        next(steps)
    torch.testing.assert_close(model.state_dict(), before)


def test_a_gradient_that_is_not_finite_stops_and_names_the_weight():
    model = Bigram()
    model.head.bias.register_hook(lambda grad: grad * torch.nan)
    with pytest.raises(
        FloatingPointError, match=r"step 1: .* not finite in head\.bias"
    ):
        run(model, [batch()])


@pytest.mark.parametrize("bad", [{"micro_batches": 0}, {"first": 0}])
def test_counts_start_at_one(bad):
    name, value = next(iter(bad.items()))
    with pytest.raises(ValueError, match=f"{name}={value}"):
        run(Bigram(), [batch()], **bad)


def test_float16_is_refused_with_the_reason():
    with pytest.raises(ValueError, match=r"float16 needs loss scaling"):
        run(Bigram(), [batch()], autocast=torch.float16)
