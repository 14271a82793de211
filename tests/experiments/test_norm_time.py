from unmasked.experiments import load, norm_time


def test_a_quick_run_times_all_four():
    quick = norm_time.measure(quick=True, seeds=(0,))
    assert list(quick) == list(norm_time.NORMS)
    assert all(times[0] > 0 for times in quick.values())
    assert len(norm_time.draw(quick).data[0].y) == 4


def test_a_ratio_is_the_median_of_the_rounds():
    times = {"slow": [4.0, 6.0, 30.0], "fast": [2.0, 2.0, 2.0]}
    assert norm_time.ratio(times, "slow", "fast") == 3.0


def test_the_recording_has_a_round_for_each_seed():
    assert all(len(times) == 3 for times in load("norm_time").values())
