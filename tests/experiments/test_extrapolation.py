import numpy as np
import torch

from unmasked.experiments import extrapolation
from unmasked.experiments._positions_reader import (
    LONGEST,
    SCHEMES,
    TRAINED,
    Reader,
)


def reader(name: str, seed: int = 0) -> Reader:
    torch.manual_seed(seed)
    return Reader(**SCHEMES[name]()).eval()


def test_all_models_have_the_same_parameters_but_for_their_positions():
    sizes = {
        name: sum(w.numel() for w in reader(name).parameters())
        for name in SCHEMES
    }
    own = {"learned": LONGEST * 64, "T5": 16 * 4, "Shaw": 2 * 2 * 33 * 16}
    for name, size in sizes.items():
        assert size - sizes["none"] == own.get(name, 0)


def test_the_same_tokens_are_predicted_at_every_length():
    rows = torch.randint(512, (2, LONGEST + 1))
    model = reader("none")
    for length in extrapolation.LENGTHS:
        found = extrapolation.losses(model, rows[:, -length - 1 :])
        assert found.shape == (2, length)
        # The last of them is that of the last token, given what is in view.
        logits = model(rows[:, -length - 1 : -1])[:, -1]
        expected = torch.nn.functional.cross_entropy(
            logits, rows[:, -1], reduction="none"
        )
        torch.testing.assert_close(found[:, -1], expected)


def test_a_token_in_reach_of_nothing_new_is_predicted_alike():
    rows = torch.randint(512, (1, 33))
    model = reader("ALiBi")
    whole = extrapolation.losses(model, rows, reach=4)
    # Two layers that look 4 back each see 7 tokens.
    short = extrapolation.losses(model, rows[:, -8:], reach=4)
    torch.testing.assert_close(whole[:, -1], short[:, -1])


def test_relative_positions_do_not_care_where_a_text_begins():
    tokens = torch.randint(512, (1, 20))
    for name in ("Shaw", "T5", "RoPE", "ALiBi", "none"):
        model = reader(name)
        alone = model(tokens[:, 10:], reach=3)[:, -1]
        among = model(tokens, reach=3)[:, -1]
        torch.testing.assert_close(alone, among, rtol=0, atol=1e-5)


def test_a_quick_run_can_be_drawn_and_resumed(monkeypatch):
    monkeypatch.setattr(extrapolation, "SCHEMES", {"RoPE": SCHEMES["RoPE"]})
    text = np.random.default_rng(0).integers(512, size=4000)
    monkeypatch.setattr(extrapolation, "corpus", lambda: (None, text, text))
    found = dict(extrapolation.measure(quick=True))
    assert list(found) == ["RoPE, seed 0"]
    assert set(found["RoPE, seed 0"]["scaled"]) == {
        "linear", "NTK-aware", "YaRN",
    }  # fmt: skip
    assert not dict(extrapolation.measure(quick=True, done=[*found]))
    for part in ("seen", "by place"):
        figure = extrapolation.draw(found, part)
        assert [trace.name for trace in figure.data] == ["RoPE"]


def test_the_trained_length_is_the_first_that_is_tested():
    assert extrapolation.LENGTHS[0] == TRAINED
    assert extrapolation.LENGTHS[-1] == LONGEST
