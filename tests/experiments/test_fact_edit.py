import pytest
import torch

from unmasked.experiments import (
    _memory_edits,
    _small_facts,
    fact_edit,
    fact_reach,
)
from unmasked.experiments._small_facts import Memory, facts, learned, memory


@pytest.fixture(scope="module")
def known():
    return facts(0)


@pytest.fixture(scope="module")
def held(known):
    model = learned(known, seed=0, steps=300)
    return memory(model, known.people, known.verbs)


def test_the_memory_is_what_the_model_does(known):
    model = learned(known, seed=1, steps=2)
    read = memory(model, known.people, known.verbs)
    with torch.no_grad():
        said = model(known.people, known.verbs)
    torch.testing.assert_close(read.scores(), said)


def test_the_facts_are_learned_with_the_layer(known, held):
    assert (held.answers() == known.answers).float().mean() > 0.95


def test_without_the_layer_there_is_nothing_to_read(known):
    model = learned(known, seed=0, steps=1, feed_forward=False)
    with pytest.raises(ValueError, match="feed_forward=False"):
        memory(model, known.people, known.verbs)


@pytest.mark.parametrize("weighed", [False, True])
def test_the_key_writes_what_was_wanted_and_the_update_has_rank_one(weighed):
    torch.manual_seed(0)
    values, key, change = torch.randn(4, 6), torch.randn(6), torch.randn(4)
    keys = torch.randn(9, 6)
    covariance = keys.T @ keys if weighed else None
    new = _memory_edits.rewrite(values, key, change, covariance)
    torch.testing.assert_close(new @ key, values @ key + change)
    assert torch.linalg.matrix_rank(new - values, atol=1e-5) == 1


def test_weighing_by_the_keys_disturbs_them_least():
    torch.manual_seed(0)
    keys = torch.randn(20, 6)
    values, change = torch.randn(4, 6), torch.randn(4)
    key = keys[0]

    def disturbed(new):
        return ((new - values) @ keys.T).square().sum()

    best = _memory_edits.rewrite(values, key, change, keys.T @ keys)
    for _ in range(20):  # any other direction that writes the same
        along = torch.randn(6)
        other = values + torch.outer(change, along) / (along @ key)
        assert disturbed(best) <= disturbed(other)


@pytest.mark.parametrize("how", _memory_edits.EDITS)
def test_an_edited_fact_has_its_new_answer(held, how):
    new = _memory_edits.edited(held, 5, 3, how=how)
    assert int(new.answers()[5]) == 3


def test_a_fact_of_one_unit_is_lost_with_it():
    held = Memory(
        stream=torch.zeros(2, 2),
        keys=torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]),
        values=torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]),
        bias=torch.tensor([0.5, 0.0]),
        head=torch.eye(2),
    )
    order = _memory_edits.ranked(held, 0, 1)
    assert int(order[0]) == 1
    assert _memory_edits.lost_after(held, 0, order) == (1, 0)


def test_relatives_are_all_other_facts():
    kinds = _memory_edits.relatives(30)
    assert sorted(sum(kinds.values(), [30])) == list(range(80))


@pytest.mark.slow
def test_a_quick_run_can_be_drawn_and_resumed():
    found = dict(fact_edit.measure(quick=True))
    figure = fact_edit.draw(found)
    assert len(figure.data) == len(_memory_edits.EDITS)
    assert not dict(fact_edit.measure(quick=True, done=[*found]))


def test_no_animal_is_right_for_all_of_a_person():
    drawn = facts(0).answers.reshape(fact_reach.SHAPE)
    assert (drawn != drawn[:, :1]).any()
    assert drawn.max() < len(_small_facts.ANIMALS)
