import pytest

from unmasked.experiments import load, warmup
from unmasked.training.schedules import noam


@pytest.mark.parametrize("step", [1, 37, 100, 101, 400])
def test_the_paper_s_shape_times_its_peak_is_the_paper_s_formula(step):
    shape = warmup.SCHEDULES["warm-up, then decay"]
    rate = warmup.scaled(shape, warmup.PEAK, step)
    sizes = {"d_model": warmup.SIZES.d_model, "warmup_steps": warmup.WARMUP}
    assert rate == pytest.approx(noam(step, **sizes))


def test_the_three_schedules_share_their_peak():
    steps = range(1, warmup.STEPS + 1)
    for shape in warmup.SCHEDULES.values():
        assert max(shape(step) for step in steps) == pytest.approx(1.0)


def test_a_quick_run_tries_every_schedule_at_every_peak():
    results = dict(warmup.measure(quick=True, seeds=(0,)))
    assert results.keys() == load("warmup").keys()
    for runs in results.values():
        assert len(runs["valid loss"]) == 1
    for size in warmup.PEAKS:
        assert len(warmup.draw(results, size).data) == 3


def test_what_was_done_is_not_done_again():
    keys = list(load("warmup"))
    left = dict(warmup.measure(quick=True, done=keys[1:]))
    assert list(left) == keys[:1]


def test_at_the_formula_s_peak_only_the_warm_up_gets_off_the_plateau():
    rates = load("warmup")
    high, low = warmup.PEAKS
    for name in ("decay only", "constant"):
        stuck = rates[f"{name}, {high}"]["valid loss"]
        learns = rates[f"warm-up, then decay, {high}"]["valid loss"]
        assert min(stuck) > max(learns)
        assert max(rates[f"{name}, {low}"]["valid loss"]) < min(stuck)


def test_a_run_that_diverges_ends_early():
    both = warmup.small_translator(0)
    losses = warmup.learn(
        both,
        seed=0,
        steps=50,
        schedule=lambda step: 1e30,
        label_smoothing=0.0,
    )
    assert len(list(losses)) < 50
