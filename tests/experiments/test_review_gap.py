import numpy as np
import pytest

from unmasked.experiments import review_gap


def test_stability_is_when_nine_in_ten_are_left():
    for stability in (0.5, 10, 400):
        left = review_gap.retrievability(np.array(stability), stability)
        assert left == pytest.approx(0.9)


def test_the_nearer_to_being_lost_the_more_a_right_answer_helps():
    recall = np.array([0.99, 0.9, 0.7])
    grown = review_gap.after_success(5.0, recall)
    assert (np.diff(grown) > 0).all()
    assert (grown > 5).all()


def test_a_wrong_answer_never_makes_the_memory_more_stable():
    fresh = review_gap.after_failure(0.01, np.array([0.9, 0.1]))
    assert (fresh <= 0.01).all()


def test_the_chance_is_the_share_among_many_readers():
    gap, delay, readers = 5.0, 35.0, 200_000
    rng = np.random.default_rng(0)
    known = rng.random(readers) < review_gap.retrievability(
        np.array(gap), review_gap.STABILITY
    )
    before = review_gap.retrievability(np.array(gap), review_gap.STABILITY)
    stability = np.where(
        known,
        review_gap.after_success(review_gap.STABILITY, before),
        review_gap.after_failure(review_gap.STABILITY, before),
    )
    left = review_gap.retrievability(np.full(readers, delay), stability)
    share = (rng.random(readers) < left).mean()
    result = review_gap.measure([delay], gaps=np.array([gap]))
    assert share == pytest.approx(result.recall[0, 0], abs=0.005)


@pytest.mark.parametrize("stability", [0.5, review_gap.STABILITY, 8.2956])
def test_the_best_gap_grows_more_slowly_than_the_delay(stability):
    result = review_gap.measure(stability=stability)
    shares = np.array(result.best) / result.delays
    assert (np.diff(result.best) > 0).all()
    assert (np.diff(shares) < 0).all()


def test_each_line_has_its_best_gap_marked():
    result = review_gap.measure([7, 70])
    *lines, marks = review_gap.draw(result).data
    assert [line.mode for line in lines] == ["lines", "lines"]
    assert list(marks.x) == result.best
    for line, x, y in zip(lines, marks.x, marks.y, strict=True):
        assert max(line.y) == y == line.y[list(line.x).index(x)]
