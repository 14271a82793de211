import pytest

from unmasked.experiments import load, sequential_time


def test_both_models_have_about_as_many_weights():
    ours = sequential_time.Transformer(sequential_time.SIZES)
    wanted = sequential_time.count(ours)
    found = sequential_time.count(sequential_time.recurrent())
    assert found == pytest.approx(wanted, rel=0.03)


def test_a_quick_run_times_three_acts_at_each_length():
    results = dict(sequential_time.measure(quick=True, seeds=(0, 1)))
    assert list(results) == ["sizes", "length 4", "length 8"]
    for key in ("length 4", "length 8"):
        seconds = results[key]["seconds"]
        assert len(seconds) == 3
        assert all(
            len(runs) == 2 and min(runs) > 0 for runs in seconds.values()
        )
    assert len(sequential_time.draw(results).data) == 3


def test_what_was_done_is_not_done_again():
    done = {"sizes", "length 4"}
    assert list(dict(sequential_time.measure(quick=True, done=done))) == [
        "length 8"
    ]


def test_the_recording_shows_what_the_page_says():
    timing = load("sequential_time")

    def growth(name):
        short, long = (
            sum(timing[f"length {n}"]["seconds"][name]) for n in (8, 256)
        )
        return long / short

    assert growth(sequential_time.TRAINING) < 1.5
    assert growth(sequential_time.RECURRENT) > 6
    assert growth(sequential_time.WRITING) > 5
