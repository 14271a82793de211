import numpy as np
import pytest
import torch

from unmasked.experiments import extrapolation, load
from unmasked.experiments import position_size as control
from unmasked.experiments._positions_reader import SCHEMES


def size(x: torch.Tensor) -> float:
    return float(x.detach().square().mean().sqrt())


@pytest.mark.parametrize(
    ("name", "positions"), [("sinusoidal", control.SINE), ("learned", 0.02)]
)
def test_with_the_old_sizes_it_is_the_experiment_that_it_controls(
    name, positions
):
    text = np.random.default_rng(0).integers(512, size=2000)
    model = control.begin(name, words=control.WORD, positions=positions, seed=1)
    control.teach(model, text, seed=1, steps=2)
    there = extrapolation.learn(name, text, seed=1, steps=2)
    rows = torch.randint(512, (2, 9))
    assert torch.equal(model(rows), there(rows))


@pytest.mark.parametrize("start", control.STARTS)
@pytest.mark.parametrize("name", ["sinusoidal", "learned"])
def test_words_and_positions_start_equally_large(name, start):
    words, positions, _ = control.STARTS[start]
    model = control.begin(name, words=words, positions=positions, seed=0)
    tokens = torch.arange(512)
    ratio = size(model.add(tokens)) / (size(model.embed(tokens)) * 64**0.5)
    assert 0.7 < ratio < 1.02


def test_the_words_are_the_same_but_for_their_size():
    large = control.begin("none", words=1.0, positions=1.0, seed=0)
    torch.manual_seed(0)
    there = extrapolation.Reader(**SCHEMES["none"]())
    torch.testing.assert_close(
        large.embed.weight, there.embed.weight / control.WORD
    )


def test_a_quick_run_can_be_drawn_and_resumed(monkeypatch):
    starts = {"small sines": (0.16, 0.16, ("sinusoidal",))}
    monkeypatch.setattr(control, "STARTS", starts)
    text = np.random.default_rng(0).integers(512, size=4000)
    monkeypatch.setattr(control, "corpus", lambda: (None, text, text))
    found = dict(control.measure(quick=True))
    assert list(found) == ["small sines, sinusoidal, seed 0"]
    assert not dict(control.measure(quick=True, done=[*found]))
    (line,) = control.draw(found).data
    assert line.name == "sinusoidal, small sines"


def test_in_the_recording_smaller_sines_do_less_harm_and_none_help():
    found, there = load("position_size"), load("extrapolation")

    def seen(name, results=found):
        return extrapolation.of_scheme(results, name, "seen")

    def rise(name, results=found):
        return seen(name, results)[:, -1] - seen(name, results)[:, 0]

    small, large, old = (
        rise("small sines, sinusoidal"),
        rise("large words, sinusoidal"),
        rise("sinusoidal", there),
    )
    assert small.max() < large.min()
    assert large.max() < old.min()
    assert small.min() > rise("none", there).max()
    for name, none in (
        ("large words, sinusoidal", seen("large words, none")),
        ("small sines, sinusoidal", seen("none", there)),
    ):
        better = none[:, 0].mean() - seen(name)[:, 0].mean()
        assert better < none[:, 0].std()
