"""All knobs at once are Hugging Face's processors in Hugging Face's order."""

import pytest
import torch
from transformers.generation.logits_process import (
    LogitsProcessorList,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from tests.component import DEVICES
from unmasked.generation.sampler import Sampler


@pytest.mark.against("LogitsProcessorList", exactly=True)
@pytest.mark.parametrize("device", DEVICES)
def test_draws_from_what_hugging_face_would_draw_from(device):
    logits = (torch.randn(4, 40) * 2).to(device)
    tokens = torch.randint(40, (4, 6)).to(device)
    expected = LogitsProcessorList(
        [
            RepetitionPenaltyLogitsProcessor(1.2),
            TemperatureLogitsWarper(0.7),
            TopKLogitsWarper(12),
            TopPLogitsWarper(0.8),
        ]
    )(tokens, logits.clone())
    weights = expected.softmax(-1)
    choose = Sampler(
        temperature=0.7,
        top_k=12,
        top_p=0.8,
        repetition_penalty=1.2,
        generator=torch.Generator(device).manual_seed(3),
    )
    ours = [choose(logits, tokens).tolist() for _ in range(20)]
    generator = torch.Generator(device).manual_seed(3)
    theirs = [
        torch.multinomial(weights, 1, generator=generator)[:, 0].tolist()
        for _ in range(20)
    ]
    assert ours == theirs


def test_temperature_zero_takes_the_likeliest_and_draws_nothing():
    logits, tokens = torch.randn(4, 40), torch.randint(40, (4, 6))
    generator = torch.Generator().manual_seed(3)
    before = generator.get_state()
    chosen = Sampler(temperature=0, generator=generator)(logits, tokens)
    assert chosen.equal(logits.argmax(-1))
    assert generator.get_state().equal(before)


def test_min_p_alone_keeps_the_near_likely():
    logits = torch.tensor([[0.6, 0.3, 0.1]]).log().expand(500, 3)
    drawn = Sampler(min_p=0.4)(logits, torch.zeros(500, 1, dtype=torch.long))
    assert set(drawn.tolist()) == {0, 1}


def test_a_setting_that_means_nothing_is_refused():
    with pytest.raises(ValueError, match="k=0 must be at least 1"):
        Sampler(top_k=0)(torch.zeros(1, 3), torch.zeros(1, 1).long())


def test_by_default_it_draws_from_the_models_own_distribution():
    logits, tokens = torch.randn(50, 40), torch.zeros(50, 1).long()
    ours = Sampler(generator=torch.Generator().manual_seed(3))(logits, tokens)
    expected = torch.multinomial(
        logits.softmax(-1), 1, generator=torch.Generator().manual_seed(3)
    )
    assert ours.equal(expected[:, 0])


def test_a_penalty_below_one_rewards_repetition():
    logits = torch.tensor([[2.0, 1.5]])
    choose = Sampler(temperature=0, repetition_penalty=0.5)
    assert choose(logits, torch.tensor([[1]])).tolist() == [1]
