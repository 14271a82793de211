import numpy as np
import pytest

from unmasked.experiments import ambiguous_weights


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_other_weights_give_the_same_output(seed):
    found = ambiguous_weights.measure(seed=seed)
    np.testing.assert_allclose(*found.outputs, atol=1e-12)
    assert found.other.sum() == pytest.approx(1)
    assert found.other.min() >= 0
    assert found.moved > 0.3


def test_too_few_tokens_have_no_second_explanation():
    with pytest.raises(ValueError, match="n_tokens=3 must be at least 4"):
        ambiguous_weights.measure(3)


def test_the_figure_shows_everything_measured():
    figure = ambiguous_weights.draw(ambiguous_weights.measure())
    assert len(figure.data) == 2
    assert all(axis.title.text for axis in figure.select_xaxes())
