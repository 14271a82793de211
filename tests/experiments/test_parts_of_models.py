from dataclasses import replace

import pytest
from torch import nn

from unmasked.experiments import parts_of_models
from unmasked.experiments.parts_of_models import describe, looks
from unmasked.models.gpt2 import GPT2
from unmasked.models.t5 import T5, T5_1_1_SMALL

TABLE = parts_of_models.measure()


def test_the_first_transformer_is_post_norm_with_relu_and_sinusoids():
    first = TABLE["Transformer, 2017"]
    assert first["where"] == "after"
    assert first["feed-forward"] == "ReLU"
    assert first["positions"] == "sinusoids"


def test_today_s_block_shares_none_of_these():
    first, today = TABLE["Transformer, 2017"], TABLE["Llama 3, 2024"]
    same = {column for column in first if first[column] == today[column]}
    assert same == {"biases"}


def test_the_families_are_told_by_what_moves():
    assert TABLE["BERT, 2018"]["looks"] == "both ways"
    assert TABLE["GPT-2, 2019"]["looks"] == "back"
    for name in ("Transformer, 2017", "T5, 2019", "Whisper, 2022"):
        assert TABLE[name]["looks"] == "both ways; back, and across"


def test_a_gate_is_named_by_its_activation():
    small = replace(T5_1_1_SMALL, n_layers=1, vocab_size=20)
    assert describe(T5(small))["feed-forward"] == "GEGLU"


def test_a_decoder_that_looked_ahead_would_be_found(monkeypatch):
    model = parts_of_models.MODELS["GPT-2, 2019"]()
    for block in model.blocks:
        attend = block.attention.sublayer.attend
        monkeypatch.setattr(
            block.attention.sublayer,
            "attend",
            lambda q, k, v, *a, causal, bias, attend=attend: attend(q, k, v),
        )
    assert isinstance(model, GPT2)
    assert looks(model) == "both ways"


def test_other_models_are_refused():
    with pytest.raises(ValueError, match="no way to run Linear"):
        looks(nn.Linear(2, 2))
