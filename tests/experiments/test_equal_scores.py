import numpy as np
import pytest

from unmasked.experiments import equal_scores

QUERY = np.array([1.0, -2.0])
KEYS = np.array([[2.0, 0.0], [0.0, -1.0], [3.0, 3.0]])


@pytest.mark.parametrize("score", [-1.0, 0.0, 2.0])
def test_the_score_stays_along_a_level(score):
    foot, across = equal_scores.measure(QUERY, KEYS).level(score)
    for way in (-2.0, 0.0, 5.0):
        assert QUERY @ (foot + way * across) == pytest.approx(score)


def test_keys_on_one_level_get_equal_weights_wherever_they_stand():
    weights = equal_scores.measure(QUERY, KEYS).weights
    assert weights[0] == pytest.approx(weights[1])  # both have the score 2
    assert weights[2] < weights[0]
    assert weights.sum() == pytest.approx(1)


def test_a_query_of_zeros_is_refused():
    with pytest.raises(ValueError, match="no direction"):
        equal_scores.measure(np.zeros(2), KEYS)


def test_the_figure_shows_the_output_if_it_is_given():
    look = equal_scores.measure(QUERY, KEYS)
    words = ["the", "river", "bank"]
    plain = equal_scores.draw(look, words)
    starred = equal_scores.draw(look, words, output=np.ones(2))
    assert len(starred.data) == len(plain.data) + 1
    assert plain.data[-1].name == "query of bank"
