"""Schedules are those of the papers, and of Hugging Face's lambdas."""

import pytest
import torch
from torch import nn
from transformers.optimization import (
    get_cosine_schedule_with_warmup,
    get_inverse_sqrt_schedule,
    get_wsd_schedule,
)

from unmasked.training.schedules import (
    noam,
    warmup_cosine,
    warmup_stable_decay,
)

PEAK, WARMUP, DECAY, TOTAL = 0.3, 4, 6, 20


def rates_of(scheduler, steps=TOTAL):
    """The rates of steps 1, 2, …, as a PyTorch scheduler gives them."""
    for _ in range(steps):
        scheduler.optimizer.step()
        scheduler.step()
        yield scheduler.get_last_lr()[0]


@pytest.fixture
def optimizer():
    return torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=PEAK)


@pytest.mark.against("get_cosine_schedule_with_warmup")
def test_cosine_is_hugging_faces(optimizer):
    theirs = rates_of(get_cosine_schedule_with_warmup(optimizer, WARMUP, TOTAL))
    ours = [
        warmup_cosine(s, peak=PEAK, warmup_steps=WARMUP, total_steps=TOTAL)
        for s in range(1, TOTAL + 1)
    ]
    assert ours == pytest.approx(list(theirs))


@pytest.mark.against("get_wsd_schedule")
def test_warmup_stable_decay_is_hugging_faces(optimizer):
    theirs = rates_of(
        get_wsd_schedule(
            optimizer, num_warmup_steps=WARMUP, num_decay_steps=DECAY,
            num_stable_steps=TOTAL - WARMUP - DECAY, decay_type="linear",
        )
    )  # fmt: skip
    ours = [
        warmup_stable_decay(
            s, peak=PEAK, warmup_steps=WARMUP, decay_steps=DECAY,
            total_steps=TOTAL,
        )
        for s in range(1, TOTAL + 1)
    ]  # fmt: skip
    assert ours == pytest.approx(list(theirs))


@pytest.mark.against("get_inverse_sqrt_schedule")
def test_noam_is_an_inverse_root_with_its_peak_set_by_the_width(optimizer):
    theirs = rates_of(get_inverse_sqrt_schedule(optimizer, WARMUP))
    peak = (512 * WARMUP) ** -0.5
    ours = [noam(s, d_model=512, warmup_steps=WARMUP) for s in range(1, 21)]
    assert ours == pytest.approx([rate / PEAK * peak for rate in theirs])


def test_a_floor_holds_at_the_end_and_after():
    sizes = {"peak": PEAK, "warmup_steps": WARMUP, "total_steps": TOTAL}
    for step in (TOTAL, TOTAL + 100):
        assert warmup_cosine(step, **sizes, floor=0.03) == pytest.approx(0.03)
        rate = warmup_stable_decay(step, **sizes, decay_steps=3, floor=0.03)
        assert rate == pytest.approx(0.03)


def test_without_warmup_the_first_step_is_near_the_peak():
    rate = warmup_cosine(1, peak=PEAK, warmup_steps=0, total_steps=10**6)
    assert rate == pytest.approx(PEAK)


def test_until_the_fall_the_total_does_not_matter():
    rates = {
        warmup_stable_decay(
            50, peak=PEAK, warmup_steps=10, decay_steps=20, total_steps=total
        )
        for total in (70, 100, 10**6)
    }
    assert rates == {PEAK}


def test_all_warmup_and_no_fall_ends_at_the_peak():
    assert warmup_cosine(5, peak=PEAK, warmup_steps=5, total_steps=5) == PEAK
    rate = warmup_stable_decay(
        5, peak=PEAK, warmup_steps=5, decay_steps=0, total_steps=5
    )
    assert rate == PEAK


@pytest.mark.parametrize(
    "rate",
    [
        lambda step: warmup_cosine(step, peak=1, warmup_steps=1, total_steps=2),
        lambda step: warmup_stable_decay(
            step, peak=1, warmup_steps=1, decay_steps=1, total_steps=2
        ),
        lambda step: noam(step, d_model=8, warmup_steps=1),
    ],
)
def test_there_is_no_step_zero(rate):
    with pytest.raises(ValueError, match="step=0 must be at least 1"):
        rate(0)


def test_phases_must_fit():
    with pytest.raises(ValueError, match=r"warmup_steps=9 .* total_steps=8"):
        warmup_cosine(1, peak=1, warmup_steps=9, total_steps=8)
    with pytest.raises(ValueError, match="warmup_steps=5 and decay_steps=4"):
        warmup_stable_decay(
            1, peak=1, warmup_steps=5, decay_steps=4, total_steps=8
        )
    with pytest.raises(ValueError, match=r"warmup_steps=-1 .* not be negative"):
        warmup_cosine(1, peak=1, warmup_steps=-1, total_steps=8)


@pytest.mark.parametrize("sizes", [(0, 1), (1, 0)])
def test_noam_needs_a_width_and_a_warmup(sizes):
    d_model, warmup = sizes
    with pytest.raises(ValueError, match=rf"d_model={d_model} .* at least 1"):
        noam(1, d_model=d_model, warmup_steps=warmup)
