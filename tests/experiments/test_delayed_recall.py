import pytest
import torch

from unmasked.experiments import delayed_recall
from unmasked.experiments._readers import attention, lstm, rnn, size, widest
from unmasked.experiments._recall import Recall, accuracy, draw_batch, reach


@pytest.fixture(scope="module")
def quick():
    return dict(delayed_recall.measure(quick=True))


def test_the_letter_comes_first_and_the_question_last():
    tokens, letter = draw_batch(50, 7, torch.Generator().manual_seed(0))
    assert tokens.shape == (50, 9)
    assert torch.equal(tokens[:, 0], letter)
    assert letter.max() < 8
    assert ((tokens[:, 1:-1] >= 8) & (tokens[:, 1:-1] < 16)).all()
    assert (tokens[:, -1] == 16).all()


def test_every_network_stays_within_the_same_budget(quick):
    for name, make in delayed_recall.READERS.items():
        width = quick[f"{name} at 5"]["width"]
        assert size(Recall(make, width)) <= 4000 < size(Recall(make, width + 1))
        assert size(Recall(make, width)) > 3700


def test_every_run_is_there(quick):
    for name in delayed_recall.READERS:
        for delay in quick["delays"]:
            runs = quick[f"{name} at {delay}"]["runs"]
            assert list(runs) == ["0.003", "0.01"]
            assert [len(of_rate) for of_rate in runs.values()] == [3, 3]
            for run in delayed_recall.best(quick[f"{name} at {delay}"]):
                assert len(run["reach after"]) == delay + 2


def test_what_is_finished_is_left_out(quick):
    done = [key for key in quick if key != "RNN at 5"]
    left = dict(delayed_recall.measure(quick=True, done=done))
    assert "RNN at 5" in left
    assert "GRU at 10" not in left
    assert left["RNN at 5"] == quick["RNN at 5"]


def test_a_network_that_cannot_know_guesses():
    torch.manual_seed(0)
    network = Recall(rnn, 5)
    network.read = lambda x: torch.zeros(len(x), 8)
    guessed = accuracy(network, 4, torch.Generator().manual_seed(0))
    assert guessed == pytest.approx(1 / 8, abs=0.04)


@pytest.mark.parametrize("make", [lstm, attention])
def test_four_tokens_of_noise_are_no_trouble(make):
    run = delayed_recall.train(make, 20, 2, 1e-2, seed=0, n_steps=300)
    assert run["accuracy"] > 0.95
    assert run["steps"] < 300


def test_reach_is_zero_where_nothing_is_read():
    torch.manual_seed(0)
    network = Recall(rnn, 5)
    read = network.read
    network.read = lambda x: read(x[:, 2:])
    lengths = reach(network, 4, torch.Generator().manual_seed(0))
    assert lengths[:2] == [0, 0]
    assert min(lengths[2:]) > 0


def test_the_better_rate_is_chosen_by_accuracy_then_by_steps():
    def runs(accuracy, steps):
        return [{"accuracy": accuracy, "steps": steps}]

    item = {"runs": {"slow": runs(0.9, 50), "fast": runs(0.9, 20)}}
    assert delayed_recall.best(item) == runs(0.9, 20)
    item["runs"]["right"] = runs(0.95, 90)
    assert delayed_recall.best(item) == runs(0.95, 90)


def test_the_figure_has_a_line_for_each_network(quick):
    names = [line.name for line in delayed_recall.draw(quick).data]
    assert names == list(delayed_recall.READERS)


def test_the_widest_is_the_widest():
    width = widest(lambda w: torch.nn.Linear(3, w), budget=40)
    assert width == 10
