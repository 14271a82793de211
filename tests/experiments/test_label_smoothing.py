import pytest

from unmasked.experiments import label_smoothing, load


def test_a_quick_run_compares_both_from_the_same_start():
    results = dict(label_smoothing.measure(quick=True, seeds=(0,)))
    assert [run["smoothing"] for run in results.values()] == [0.0, 0.1]
    assert len(label_smoothing.differences(results, "accuracy")) == 1
    lines = label_smoothing.draw(results).data
    assert [line.name for line in lines] == ["one seed", "mean"] * 3


def test_what_was_done_is_not_done_again():
    done = {"smoothing 0.0, seed 0"}
    left = dict(label_smoothing.measure(quick=True, seeds=(0,), done=done))
    assert list(left) == ["smoothing 0.1, seed 0"]


def test_the_mean_looks_alike_in_every_panel_and_no_seed_looks_like_it():
    results = load("label_smoothing")
    lines = label_smoothing.draw(results).data
    means = [line for line in lines if line.name == "mean"]
    seeds = [line for line in lines if line.name == "one seed"]
    assert (len(means), len(seeds)) == (3, 9)
    assert {line.line.color for line in means} == {"#2a9aa6"}
    assert {line.line.color for line in seeds} == {"#888"}
    changes = label_smoothing.differences(results, "loss")
    assert means[0].y[1] - means[0].y[0] == pytest.approx(sum(changes) / 3)


def test_smoothing_makes_every_model_less_sure():
    changes = label_smoothing.differences(load("label_smoothing"), "confidence")
    assert len(changes) == 3
    assert max(changes) < 0


def test_here_it_costs_likelihood_and_buys_no_accuracy():
    results = load("label_smoothing")
    assert min(label_smoothing.differences(results, "loss")) > 0
    assert max(label_smoothing.differences(results, "accuracy")) < 0.005
