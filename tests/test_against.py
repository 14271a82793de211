"""What the page of differences says cannot be made up."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tests import against
from tests.against import Row, merged, problem
from tests.measuring import measured
from unmasked.experiments import load

KEY = ("norms/layer_norm", "torch.nn.functional.layer_norm")


def row(**changed) -> Row:
    return Row(**({
        "component": KEY[0], "reference": KEY[1], "library": "torch",
        "test": "tests/norms/test_layer_norm.py::test", "dtype": "float32",
        "relative": 1e-7,
    } | changed))  # fmt: skip


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A page on which one difference is recorded: 3e-6."""
    path = tmp_path / "parity.json"
    rows = [{"component": KEY[0], "reference": KEY[1], "relative": 3e-6}]
    path.write_text(json.dumps({"results": {"rows": rows}}))
    monkeypatch.setattr(against, "RECORD", path)
    against.on_the_page.cache_clear()
    yield
    against.on_the_page.cache_clear()


def test_the_largest_of_all_differences_is_measured():
    with measured() as found:
        torch.testing.assert_close(
            [torch.tensor([1.0, 4.0]), torch.tensor([2.0])],
            [torch.tensor([1.5, 4.0]), torch.tensor([2.0])],
            rtol=1, atol=1,
        )  # fmt: skip
        np.testing.assert_allclose(np.ones(2), 1.25, rtol=1)
        assert pytest.approx(10.0, rel=1) == 11.0
    largest = found.largest()
    assert largest["absolute"] == 1.0
    assert largest["relative"] == 0.25 / 1.25
    assert largest["dtype"] == "float32"


def test_what_is_said_to_differ_is_not_measured():
    with measured() as found:
        assert pytest.approx(10.0) != 11.0
    assert found.largest() == {}


def test_tensors_compared_in_one_call_have_one_size():
    with measured() as found:
        torch.testing.assert_close(
            [torch.tensor(8.0), torch.tensor(1e-7)],
            [torch.tensor(8.0), torch.tensor(0.0)],
        )
    assert found.largest()["relative"] == pytest.approx(1e-7 / 8)


def test_what_is_zero_but_for_rounding_has_no_size_of_its_own():
    with measured() as found:
        for size in (1e-9, 100.0):
            torch.testing.assert_close(
                torch.tensor(2 * size), torch.tensor(size), rtol=1, atol=0
            )
    assert found.largest()["relative"] == 1.0
    with measured() as found:
        torch.testing.assert_close(torch.tensor(100.0), torch.tensor(100.0))
        torch.testing.assert_close(torch.tensor(2e-9), torch.tensor(1e-9))
    assert found.largest()["relative"] == pytest.approx(1e-9 / 1.0)


def test_outside_nothing_is_measured():
    before = torch.testing.assert_close
    with measured() as found:
        pass
    assert torch.testing.assert_close is before
    assert found.largest() == {}


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"dtype": ""}, "nothing was measured"),
        ({"relative": 4e-5}, "off by 4.0e-05 .* the page says 3.0e-06"),
        ({"relative": float("inf")}, "off by inf"),
        ({"reference": "torch.nn.LayerNorm"}, "not on the page"),
        ({"component": "norms/rms_norm"}, "not on the page"),
    ],
)
def test_a_claim_that_does_not_hold_is_found(changed, message):
    assert problem(row()) is None
    assert problem(row(relative=2.9e-5)) is None
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(problem(row(**changed)))


def test_without_a_record_nothing_is_on_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(against, "RECORD", tmp_path / "none.json")
    against.on_the_page.cache_clear()
    assert "run make parity" in problem(row())
    against.on_the_page.cache_clear()


@pytest.mark.parametrize(
    ("name", "full", "library"),
    [
        ("torch.nn.GRU", "torch.nn.GRU", "torch"),
        ("F.gelu", "torch.nn.functional.gelu", "torch"),
        ("Row", "Row", "tests"),
        ("merged", "against.merged", "tests"),
    ],
)
def test_a_reference_is_looked_up(name, full, library):
    module = type("Module", (), {"F": F, "Row": Row, "merged": merged})
    assert against.named(name, module) == (full, library)


@pytest.mark.parametrize("name", ["torch.nn.GRUU", "nothing.at.all", "Nobody"])
def test_a_reference_that_does_not_exist_cannot_be_claimed(name):
    with pytest.raises((AttributeError, ModuleNotFoundError)):
        against.named(name, object)


def test_of_several_tests_the_worst_counts():
    rows = [vars(row(relative=r)) for r in (1e-7, 4e-7, 2e-7)]
    assert [r["relative"] for r in merged(rows)] == [4e-7]


# What computes nothing that could differ: shapes, names, files, switches.
NOTHING_TO_COMPARE = {
    "attention/protocols",
    "attention/shapes",
    "cost/sizes",
    "cost/units",
    "from_scratch/masked_lm",
    "from_scratch/span_corruption",
    "from_scratch/spiral",
    "generation/translator",
    "inspect/names",
    "pretrained/installed",
    "pretrained/plain_pickle",
    "pretrained/translate",
    "tokenizers/byte_pair/spelling",
    "tokenizers/counting",
    "tokenizers/remembered",
    "tokenizers/special_tokens",
    "training/corpus",
    "training/interrupt",
    "training/optimizer_state",
    "training/pairs",
    "training/rounded_weights",
    "training/options",
    "training/progress",
    "training/run_lock",
    "training/run_log",
}
# How a family's names translate is held by the model that they fill.
IN_MODELS = {
    f"pretrained/{name}"
    for name in (
        "bert", "gemma", "gpt2", "llama", "marian", "qwen", "t5", "vit",
        "whisper",
    )
}  # fmt: skip
FOLDERS = (
    "attention", "convolution", "cost", "embeddings", "feed_forward",
    "from_scratch", "generation", "inspect", "models", "norms", "positions",
    "pretrained", "recurrent", "residual", "tokenizers", "training",
)  # fmt: skip


def components() -> set[str]:
    package = against.ROOT / "code" / "unmasked"
    return {
        path.relative_to(package).with_suffix("").as_posix()
        for folder in FOLDERS
        for path in (package / folder).rglob("*.py")
        if not path.name.startswith("_")
    }


def test_every_component_is_on_the_page():
    found = {row["component"] for row in load("tests/parity")["rows"]}
    assert components() - found == NOTHING_TO_COMPARE | IN_MODELS


def test_every_line_of_the_page_has_its_test():
    for row in load("tests/parity")["rows"]:
        file, _, name = row["test"].partition("::")
        text = (against.ROOT / file).read_text("utf-8")
        assert f"def {name}(" in text, row["test"]
