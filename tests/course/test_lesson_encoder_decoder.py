"""What stands in the lesson by hand: three exercises made of ten words."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from course.project import HERE
from unmasked.from_scratch.span_corruption import corrupt_spans
from unmasked.models.t5 import T5, T5Config
from unmasked.practice.encoder_decoder._spans import WORDS

LESSON = (HERE.docs / "transformer" / "encoder-decoder.md").read_text("utf-8")


def row(name: str) -> list[str]:
    """The cells of one line of the table of objectives."""
    line = next(x for x in LESSON.splitlines() if x.startswith(f"| **{name}**"))
    return [c.strip().replace("`", "") for c in line.strip("|").split("|")][1:]


def test_the_sentence_is_that_of_the_exercise():
    assert f"*{' '.join(WORDS)}*" in LESSON


def test_causal_on_paper_is_the_sentence_twice_one_word_apart():
    reads, says, asked = row("causal")
    assert reads.split() == WORDS[:-1]
    assert says.split() == WORDS[1:]
    assert int(asked) == len(WORDS) - 1


def test_masked_on_paper_has_one_of_each_fate():
    reads, says, asked = row("masked")
    told = says.split(", ")
    assert int(asked) == len(told)
    changed = [
        (old, new)
        for old, new in zip(WORDS, reads.split(), strict=True)
        if old != new
    ]
    assert changed == [("at", "[MASK]"), ("white", "green")]
    assert told == ["at", "white", "again"], "the last stays as it was"


def test_spans_on_paper_are_what_the_code_makes():
    reads, says, asked = row("spans")
    made = corrupt_spans(WORDS, [(1, 3), (7, 8)], ["<X>", "<Y>", "<Z>"])
    assert [reads.split(), says.split()] == list(made)
    assert int(asked) == len(says.split())


def test_the_table_of_arrangements_counts_as_the_practice_does():
    line = next(x for x in LESSON.splitlines() if x.startswith("| asked, of"))
    assert re.findall(r"\| (\d+)", line) == ["75", "500", "101", "101"]


def test_two_cities_mix_in_half_of_the_cases():
    first, second = {"New": 0.5, "Los": 0.5}, {"York": 0.5, "Angeles": 0.5}
    assert first["New"] * second["Angeles"] == first["New"] * second["York"]
    assert "*New Angeles* is as likely as\n*New York*" in LESSON


def test_reading_again_costs_what_the_figure_says():
    again = sum(200 * turn for turn in range(1, 11))
    assert again == 100 * 10 * 11 == 11_000
    assert again / 2000 == 5.5
    assert "5.5 times as much after ten turns" in LESSON


def test_t5_starts_its_queries_smaller_by_the_root_of_the_head_width():
    torch.manual_seed(0)
    config = T5Config(
        vocab_size=20, n_layers=1, d_model=256, n_heads=4, d_head=64, d_ff=256
    )
    model = T5(config)
    attention = model.encoder[0].self_attention.sublayer
    q, k = (
        layer.weight.std().item()
        for layer in (attention.q_proj, attention.k_proj)
    )
    assert isinstance(attention.q_proj, nn.Linear)
    assert k / q == pytest.approx(8, rel=0.05)


def test_the_number_of_pairs_that_causal_allows_is_as_told():
    assert "(Causal alone allows 21.)" in LESSON
    assert np.tril(np.ones((6, 6))).sum() == 21
