import numpy as np
import pytest
import torch

from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.experiments import pronoun_heads
from unmasked.experiments._twins import TEMPLATES, twins


def test_twins_differ_in_the_adjective_and_swap_the_nouns():
    sentences = twins()
    assert len(sentences) == 18 * len(TEMPLATES) >= 200
    for one, other in zip(sentences[0::2], sentences[1::2], strict=True):
        differs = [a != b for a, b in zip(one.words, other.words, strict=True)]
        assert np.flatnonzero(differs).tolist() == [one.adjective]
        assert (one.referent, one.other) == (other.other, other.referent)
        assert one.referent < one.pronoun < one.adjective


def test_no_noun_stands_for_itself_twice():
    for sentence in twins():
        nouns = (
            sentence.words[sentence.referent],
            sentence.words[sentence.other],
        )
        assert all(sentence.words.count(noun) == 1 for noun in nouns)


class Looker(torch.nn.Module):
    """One head of width 1 that looks where the token says."""

    def __init__(self):
        super().__init__()
        self.attention = MultiHeadAttention(d_model=1, n_heads=1)
        for weight in self.attention.parameters():
            torch.nn.init.ones_(weight)

    def forward(self, tokens):
        return self.attention(tokens.float()[..., None])


def test_weights_to_the_pieces_of_a_word_are_added():
    # [frame] a (b c) d [frame]: all pieces alike, so all weights are 1/6
    encoded = [[1], [1], [1, 1], [1], [1]]
    weights = pronoun_heads.word_weights(Looker(), encoded)
    even = np.array([[1, 2, 1]] * 3) / 6
    np.testing.assert_allclose(weights, even[None], rtol=1e-6)


def test_a_word_looks_with_its_last_piece():
    encoded = [[], [0], [0, 9], [9], []]
    weights = pronoun_heads.word_weights(Looker(), encoded)
    assert weights[0, 1, 2] > 0.4, "9 looks at 9; 0 would look evenly"


TEMPLATE = np.repeat(np.arange(8), 4)


def test_a_head_that_goes_by_place_scores_one_half():
    by_place = np.tile([1, -1], 16)[:, None]
    found = pronoun_heads.judge(by_place, TEMPLATE, seed=0)
    assert found["picked"] == found["held out"] == [0.5]
    assert found["both twins"] == [0.0]
    assert found["chance"] == 1.0


def test_a_head_that_knows_is_right_on_both_halves():
    chosen = np.ones((32, 3), dtype=int)
    chosen[:, :2] = np.tile([1, -1], 16)[:, None]
    found = pronoun_heads.judge(chosen, TEMPLATE, seed=0)
    assert found["best"] == 2
    assert found["held out"][2] == found["both twins"][2] == 1.0
    assert found["chance"] == pytest.approx(1 / 16, abs=0.02), "four coins"


def test_the_best_of_many_guessing_heads_is_good_by_luck_alone():
    rng = np.random.default_rng(0)
    template = np.repeat(np.arange(16), 18)
    chosen = rng.choice([1, -1], size=(len(template), 300))
    found = pronoun_heads.judge(chosen, template, seed=0)
    best = found["best"]
    assert found["picked"][best] > 0.58
    assert found["held out"][best] < 0.58
    assert found["picked"][best] < found["luck"] + 0.05


def test_a_quick_run_can_be_drawn():
    found = dict(pronoun_heads.measure(quick=True))
    assert found["MiniLM"]["sentences"] == 64
    figure = pronoun_heads.draw(found)
    assert len(figure.data[0].x) == 72
