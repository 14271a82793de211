"""Beam search finds what an exhaustive search finds, when it is wide enough."""

import itertools

import pytest
import torch
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

from tests.component import DEVICES
from unmasked.generation.beam_search import beam_search
from unmasked.generation.decode import generate
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.pretrained.gpt2 import load_hugging_face

VOCAB, LENGTH, END = 5, 4, 0
CONFIG = GPT2Config(
    vocab_size=VOCAB, n_layers=2, d_model=16, n_heads=2, max_length=24
)
PROMPT = [3, 1, 4]


@pytest.fixture
def model() -> GPT2:
    model = GPT2(CONFIG).eval()
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.mul_(10)
    return model


def log_probability(model: GPT2, tokens: list[int]) -> float:
    with torch.no_grad():
        scores = model(torch.tensor([PROMPT + tokens]))[0].log_softmax(-1)
    places = range(len(PROMPT) - 1, len(PROMPT) + len(tokens) - 1)
    return sum(
        scores[place, token].item()
        for place, token in zip(places, tokens, strict=True)
    )


def every_text() -> list[list[int]]:
    """All texts that end by END, or have the full length."""
    texts = []
    for length in range(1, LENGTH + 1):
        for body in itertools.product(range(1, VOCAB), repeat=length - 1):
            texts.append([*body, END])
    texts += [
        list(body) for body in itertools.product(range(1, VOCAB), repeat=LENGTH)
    ]
    return texts


@pytest.mark.against(rule="all texts, written out and scored")
@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.0])
def test_wide_enough_it_finds_the_best_of_all_texts(model, length_penalty):
    def score(tokens: list[int]) -> float:
        penalty = ((5 + len(tokens)) / 6) ** length_penalty
        return log_probability(model, tokens) / penalty

    best = sorted(every_text(), key=score, reverse=True)[:3]
    found = beam_search(
        model,
        PROMPT,
        n_beams=VOCAB**LENGTH,
        max_new_tokens=LENGTH,
        end_token=END,
        length_penalty=length_penalty,
    )
    assert [hypothesis.tokens for hypothesis in found[:3]] == best
    for hypothesis in found[:3]:
        assert hypothesis.score == pytest.approx(
            score(hypothesis.tokens), abs=1e-4
        )
        assert hypothesis.log_probability == pytest.approx(
            log_probability(model, hypothesis.tokens), abs=1e-4
        )


@pytest.mark.parametrize("device", DEVICES)
def test_one_beam_is_greedy(model, device):
    greedy = generate(model, [PROMPT], max_new_tokens=9)
    [found] = beam_search(
        model.to(device), PROMPT, n_beams=1, max_new_tokens=9, device=device
    )
    assert [found.tokens] == greedy


@pytest.mark.against("GPT2LMHeadModel.generate", exactly=True)
@pytest.mark.parametrize("device", DEVICES)
def test_finds_the_beams_of_hugging_face(model, device):
    theirs = GPT2LMHeadModel(
        TheirConfig(
            vocab_size=VOCAB, n_layer=2, n_embd=16, n_head=2, n_positions=24,
            bos_token_id=0, eos_token_id=0, pad_token_id=0,
        )
    ).eval()  # fmt: skip
    with torch.no_grad():
        for weight in theirs.parameters():
            if weight.ndim > 1:
                weight.mul_(10)
    load_hugging_face(model, theirs.state_dict())
    expected = theirs.generate(
        torch.tensor([PROMPT]),
        attention_mask=torch.ones(1, 3, dtype=torch.long),
        num_beams=4,
        num_return_sequences=4,
        max_new_tokens=10,
        do_sample=False,
        eos_token_id=None,
        length_penalty=0.0,
    )
    found = beam_search(
        model.to(device), PROMPT, n_beams=4, max_new_tokens=10,
        length_penalty=0.0, device=device,
    )  # fmt: skip
    assert [h.tokens for h in found] == expected[:, 3:].tolist()


def test_results_come_best_first_and_differ(model):
    found = beam_search(
        model, PROMPT, n_beams=6, max_new_tokens=5, end_token=END
    )
    scores = [hypothesis.score for hypothesis in found]
    assert scores == sorted(scores, reverse=True)
    texts = [tuple(hypothesis.tokens) for hypothesis in found]
    assert len(set(texts)) == len(texts)


def plain_beam_search(model: GPT2, n_beams: int, steps: int) -> list:
    """The definition: each step looks at the best 2n ways to go on."""
    going, ended = [((), 0.0)], []
    for _ in range(steps):
        ways = []
        for text, total in going:
            with torch.no_grad():
                logits = model(torch.tensor([[*PROMPT, *text]]))[0, -1]
            for token, score in enumerate(logits.log_softmax(-1).tolist()):
                ways.append(((*text, token), total + score))
        ways = sorted(ways, key=lambda way: -way[1])[: 2 * n_beams]
        ended += [way for way in ways if way[0][-1] == END]
        going = [way for way in ways if way[0][-1] != END][:n_beams]
    found = [
        (total / ((5 + len(text)) / 6) ** 0.6, list(text))
        for text, total in ended + going
    ]
    return [text for _, text in sorted(found, reverse=True)][:n_beams]


@pytest.mark.parametrize("n_beams", [1, 2, 3, 5])
def test_texts_that_end_make_room_for_others(model, n_beams):
    with torch.no_grad():
        model.embed.weight[END] *= 2  # to end is often likely
    found = beam_search(
        model, PROMPT, n_beams=n_beams, max_new_tokens=6, end_token=END
    )
    assert [beam.tokens for beam in found] == plain_beam_search(
        model, n_beams, 6
    )


def test_a_beam_wider_than_all_texts_finds_each_once(model):
    found = beam_search(
        model, PROMPT, n_beams=30, max_new_tokens=2, end_token=END
    )
    texts = {tuple(beam.tokens) for beam in found}
    assert len(texts) == len(found) == 1 + 4 * 5


def test_a_prompt_and_its_continuation_may_fill_the_model(model):
    [text] = beam_search(model, [1] * 20, n_beams=1, max_new_tokens=5)
    assert len(text.tokens) == 5


def test_refuses_a_beam_of_no_width(model):
    with pytest.raises(ValueError, match="n_beams=0 must be at least 1"):
        beam_search(model, PROMPT, n_beams=0, max_new_tokens=3)


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ([], "a prompt needs at least one"),
        ([1] * 21, "25 tokens are more than the model can read"),
        ([5], "token ids must lie between 0 and 4"),
    ],
)
def test_refuses_a_prompt_that_cannot_be_continued(model, prompt, message):
    with pytest.raises(ValueError, match=message):
        beam_search(model, prompt, n_beams=2, max_new_tokens=5)


def test_refuses_a_prompt_that_is_no_row_of_ids(model, no_shape_checks):
    with pytest.raises(TypeError, match=r"prompt must be a row.*not \[\[3, 1"):
        beam_search(model, [PROMPT], n_beams=2, max_new_tokens=3)
