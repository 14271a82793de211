import pytest
import torch

from unmasked.experiments import cross_attention
from unmasked.experiments.trained_translator import translator


@pytest.fixture(scope="module")
def both():
    return translator()


def test_rows_of_cross_attention_sum_to_one(both):
    weights = cross_attention.look(both, "Open file", "Abrir archivo")
    assert weights.shape[0] == 3
    torch.testing.assert_close(
        weights.sum(dim=-1), torch.ones(weights.shape[:2])
    )


def test_the_last_layer_aligns_and_the_first_does_not(both):
    aligned = cross_attention.measure(both)
    assert aligned.n > 100
    first, _, last = aligned.layers
    assert abs(first - aligned.chance) < 0.1
    assert last > 0.4


def test_a_map_has_a_row_for_every_token_that_is_written(both):
    pair = ("Open file", "Abrir archivo")
    figure = cross_attention.draw(both, *pair)
    read, write = both.pair(*pair)
    assert len(figure.data[0].z) == len(write) - 1
    assert len(figure.data[0].z[0]) == len(read)
    assert figure.layout.yaxis.ticktext[-1] == "(end)"
