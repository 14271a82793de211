from statistics import mean

import numpy as np
import pytest
import torch

from unmasked.experiments import load, objectives
from unmasked.experiments._arrangements import Arrangement, Reading
from unmasked.experiments._eras import era_accuracy, era_passages
from unmasked.experiments._gaps import GAPS, guess, guess_by_trying
from unmasked.experiments._objective_training import flops, steps
from unmasked.experiments._objectives import (
    KINDS,
    LENGTH,
    MASK,
    SENTINELS,
    TEXT_IDS,
    build,
    exercises,
    letters,
)
from unmasked.from_scratch.masked_lm import IGNORE
from unmasked.training.batches import Windows

TOKENS = np.random.default_rng(0).integers(TEXT_IDS, size=5000)


def first_reading(name):
    windows = Windows(TOKENS, block=LENGTH, batch_size=4, seed=0)
    return next(exercises(KINDS[name].objective, windows, 0))


@pytest.mark.parametrize("name", KINDS)
def test_all_have_as_many_weights_and_cost_as_much(name):
    weights = {
        n: sum(p.numel() for p in build(n, 0).parameters()) for n in KINDS
    }
    assert weights[name] == pytest.approx(weights["decoder, causal"], rel=3e-3)
    budget = steps("decoder, causal") * flops("decoder, causal")
    half_a_step = flops(name) / 2
    assert abs(steps(name) * flops(name) - budget) <= half_a_step


@pytest.mark.parametrize("name", KINDS)
def test_a_model_scores_what_it_is_asked(name):
    reading = first_reading(name)
    logits = build(name, 0)(reading)
    assert logits.shape[:2] == reading.targets.shape


def moved_by_the_end(name):
    """Whether the first token's vector moves when the last one changes."""
    model = build(name, 0).eval()
    reading = Reading(torch.arange(8)[None])
    after = Reading(torch.tensor([[0, 1, 2, 3, 4, 5, 6, 19]]))
    if KINDS[name].two:
        one, other = model.encode(reading.inputs), model.encode(after.inputs)
    else:
        one, other = model.vectors(reading), model.vectors(after)
    return bool((one[0, 0] != other[0, 0]).any())


def test_who_looks_ahead():
    assert moved_by_the_end("encoder, masked")
    assert not moved_by_the_end("decoder, causal")
    assert moved_by_the_end("encoder-decoder, spans")
    assert not moved_by_the_end("prefix decoder, spans"), "without a prefix"


def test_a_prefix_is_read_both_ways_and_not_beyond():
    model = build("prefix decoder, spans", 0).eval()
    row = torch.arange(8)[None]
    inside, beyond = row.clone(), row.clone()
    inside[0, 3], beyond[0, 4] = 19, 19
    vectors = [
        model.vectors(Reading(r, prefix=4)) for r in (row, inside, beyond)
    ]
    assert (vectors[0][0, 0] != vectors[1][0, 0]).any()
    assert (vectors[0][0, 0] == vectors[2][0, 0]).all()


def test_the_exercises_ask_for_what_was_hidden():
    masked = first_reading("encoder, masked")
    assert ((masked.targets != IGNORE) | (masked.inputs != MASK)).all()
    spans, prefix = (
        first_reading(f"{kind}, spans")
        for kind in ("encoder-decoder", "prefix decoder")
    )
    asked = prefix.targets[prefix.targets != IGNORE].view(4, -1)
    assert asked.equal(spans.targets), "the same text, the same spans"
    assert prefix.inputs[:, : prefix.prefix].equal(spans.source)
    assert spans.targets[:, 0].unique().tolist() == [SENTINELS[0]]


class Oracle(Arrangement):
    """Knows a rule: each token is the one before plus one."""

    def __init__(self):
        super().__init__(vocab_size=2, looks_back=True, two=False)

    def forward(self, reading):
        following = (reading.inputs + 1) % TEXT_IDS
        return torch.nn.functional.one_hot(following, 600).float() * 50


def test_a_decoder_is_asked_after_what_stands_before():
    rows = torch.arange(64)[None] % TEXT_IDS
    said = guess("decoder, causal", Oracle(), rows, at=32, hidden=1)
    assert said.argmax() == 32 % TEXT_IDS


def test_trying_heeds_what_follows():
    class Undecided(Oracle):
        """After 3 it prefers 20 to 4, and 4 fits what follows."""

        def forward(self, reading):
            logits = super().forward(reading)
            at = reading.inputs == 3
            logits[..., 20] += 51 * at
            return logits

    rows = torch.arange(64)[None] % TEXT_IDS
    left = guess("decoder, causal", Undecided(), rows, at=32, hidden=1)
    assert left.argmax() == 20
    assert guess_by_trying(Undecided(), rows, at=32, n_tries=28) == 4


def test_a_probe_finds_an_era_that_is_in_the_vectors_and_no_other():
    passages = era_passages(letters, length=8, quick=True)
    hot = torch.nn.functional.one_hot

    def telling(rows):
        eras = torch.cat([passages.learn_era, passages.test_era])
        both = torch.cat([passages.learn, passages.test])
        places = [(both == row).all(dim=1).nonzero()[0, 0] for row in rows]
        return {"mean": hot(eras[torch.stack(places)], 3).float()}

    assert era_accuracy(passages, telling)["mean"] == 1.0
    blind = era_accuracy(
        passages, lambda rows: {"mean": torch.ones(len(rows), 2)}
    )
    assert blind["mean"] == pytest.approx(1 / 3)


def test_a_quick_run_can_be_drawn_and_goes_on_where_it_stopped():
    results = dict(objectives.measure(quick=True))
    assert len(results) == 1 + len(KINDS)
    assert len(objectives.draw(results).data) == len(KINDS) + 1, "and tries"
    assert dict(objectives.measure(quick=True, done=results)) == {}


def test_the_recording_has_all_kinds_in_three_seeds():
    recorded = load("objectives")
    for name in KINDS:
        runs = objectives.gathered(recorded, name)
        assert len(runs) == 3
        for run in runs:
            assert run["steps"] == steps(name)
            assert GAPS.keys() <= run["gaps"].keys()


def test_the_encoder_is_asked_least_for_the_same_operations():
    recorded = load("objectives")
    asked = {
        name: mean(r["targets"] for r in objectives.gathered(recorded, name))
        for name in KINDS
    }
    assert asked["decoder, causal"] / asked["encoder, masked"] == pytest.approx(
        1 / 0.15, rel=0.02
    )
