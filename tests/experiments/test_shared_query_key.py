import pytest

from unmasked.experiments import shared_query_key


def test_a_shared_projection_makes_a_token_look_at_itself():
    measured = shared_query_key.measure([64], seeds=[0, 1])
    assert measured.mean(shared_query_key.SHARED, 64) > 0.8
    apart = measured.mean(shared_query_key.SEPARATE, 64)
    assert apart == pytest.approx(1 / measured.n_tokens, rel=0.5)


def test_the_figure_shows_everything_measured():
    figure = shared_query_key.draw(shared_query_key.measure())
    assert len(figure.data) == 3
    assert all(axis.title.text for axis in figure.select_xaxes())
