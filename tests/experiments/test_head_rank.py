import pytest

from unmasked.experiments import head_rank


@pytest.mark.parametrize("n_heads", [1, 2, 8])
def test_scores_have_the_rank_of_the_heads_width(n_heads):
    spectra = head_rank.measure([n_heads], d_model=16, seeds=[0, 1])
    assert spectra.rank(n_heads) == 16 // n_heads


def test_the_figure_shows_every_number_of_heads():
    measured = head_rank.measure(d_model=16, seeds=[0])
    figure = head_rank.draw(measured)
    assert [trace.name for trace in figure.data] == [
        "1 head of width 16", "4 heads of width 4", "16 heads of width 1",
    ]  # fmt: skip
