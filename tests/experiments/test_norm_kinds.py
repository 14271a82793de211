import pytest

from unmasked.experiments import load, norm_kinds


@pytest.fixture(scope="module")
def quick():
    return dict(norm_kinds.measure(quick=True))


def test_a_quick_run_tries_every_kind(quick):
    assert quick.keys() == {"frequencies", *norm_kinds.KINDS}
    assert "training mode" in quick["BatchNorm"][0]
    assert len(norm_kinds.draw(quick).data) == len(norm_kinds.KINDS) - 1


def test_what_was_done_is_not_done_again():
    kinds = list(norm_kinds.KINDS)
    left = dict(
        norm_kinds.measure(quick=True, done=["frequencies", *kinds[1:]])
    )
    assert list(left) == kinds[:1]


def test_a_run_that_diverged_is_infinitely_worse():
    runs = {"LayerNorm": [{"loss": 4.0}], "RMSNorm": [{"loss": None}]}
    assert norm_kinds.differences(runs, "RMSNorm") == [float("inf")]


def test_in_the_recording_a_norm_matters_more_than_which():
    kinds = load("norm_kinds")
    rms = norm_kinds.differences(kinds, "RMSNorm")
    none = norm_kinds.differences(kinds, "no norm at all")
    assert max(map(abs, rms)) < min(none)
