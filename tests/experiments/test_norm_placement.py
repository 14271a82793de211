import pytest

from unmasked.experiments import load, norm_placement
from unmasked.experiments.norm_placement import SETTINGS, Setting


@pytest.mark.slow
def test_a_quick_run_tries_every_setting():
    quick = dict(norm_placement.measure(quick=True))
    assert quick.keys() == {"frequencies", *(s.key for s in SETTINGS)}
    assert len(norm_placement.draw(quick).data) == 4


def test_what_was_done_is_not_done_again():
    first, *others = [setting.key for setting in SETTINGS]
    left = norm_placement.measure(quick=True, done=["frequencies", *others])
    assert [key for key, _ in left] == [first]


def test_stuck_counts_diverged_runs_and_those_above_the_line():
    key = Setting("pre-norm", 2, 1e-3, True).key
    runs = [{"loss": 4.0}, {"loss": 4.95}, {"loss": None}]
    found = {"frequencies": 5.0, key: runs}
    assert norm_placement.stuck(found, "pre-norm", 2, 1e-3, True) == 2


def test_the_figure_shows_only_depths_that_were_run():
    figure = norm_placement.draw(load("norm_placement"), rate=3e-3)
    assert list(figure.layout.xaxis.ticktext) == ["2", "6"] or list(
        figure.layout.xaxis.ticktext
    ) == [2, 6]


def test_in_the_recording_deep_post_norm_is_stuck_and_pre_norm_is_not():
    placed = load("norm_placement")
    for warmup in (True, False):
        assert norm_placement.stuck(placed, "post-norm", 12, 1e-3, warmup) == 3
        for depth in norm_placement.DEPTHS:
            assert (
                norm_placement.stuck(placed, "pre-norm", depth, 1e-3, warmup)
                == 0
            )
