import numpy as np
import torch

from tests.experiments.test_pronoun_heads import Looker
from unmasked.experiments import head_habits


def test_even_weights_give_each_kind_its_number_of_places():
    # [frame] a b , c [frame], all pieces alike, so weights are even
    encoded = [[1], [1], [1], [1], [1], [1]]
    found = head_habits.shares(Looker(), encoded, torch.tensor([]))
    assert found.shape == (2, 1, len(head_habits.PLACES))
    # two frame tokens of six; before and after may be the frame's
    expected = [2 / 6, 1 / 6, 3 / 24, 3 / 24, 0]
    np.testing.assert_allclose(found[0, 0], expected, rtol=1e-5)
    np.testing.assert_allclose(found[1, 0], expected, rtol=1e-5)


def test_a_sign_counts_where_it_is_nothing_else():
    encoded = [[], [1], [1], [1], [2], [1], []]
    found = head_habits.shares(Looker(), encoded, torch.tensor([2]))
    assert found[0, 0, 4] > 0
    assert found[0].sum() <= 1 + 1e-6


def test_a_quick_run_can_be_drawn():
    found = dict(head_habits.measure(quick=True))
    shares = np.array(found["MiniLM"]["shares"])
    assert shares.shape == (6, 12, 5)
    assert shares.sum(axis=-1).max() <= 1 + 1e-5
    assert len(head_habits.draw(found).data) == 5
