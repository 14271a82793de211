"""Progress says how fast it goes and how long it will take."""

import pytest

from unmasked.training.progress import Step

STEP = Step(
    number=20, of=100, loss=2.5, learning_rate=1e-3, gradient_norm=0.7,
    tokens=4000, seconds=10.0, first=11,
)  # fmt: skip


def test_speed_is_tokens_over_time():
    assert STEP.tokens_per_second == 400


def test_time_left_counts_the_steps_of_this_run_only():
    # Ten steps, 11 to 20, took ten seconds; eighty are left.
    assert STEP.seconds_left == pytest.approx(80)


def test_prints_on_one_line():
    assert str(STEP) == (
        "step  20/100  loss 2.5000  rate 1.00e-03  norm 0.70  "
        "400 tokens/s  1:20 left"
    )
