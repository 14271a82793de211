"""Generation does what one full pass after another would do, and no less."""

import pytest
import torch
from transformers import GPT2Config as TheirConfig
from transformers import GPT2LMHeadModel

from tests.component import DEVICES
from unmasked.generation.beam_search import beam_search
from unmasked.generation.decode import generate, stream
from unmasked.generation.sampler import Sampler
from unmasked.models.bert import Bert, BertConfig
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.models.llama import Llama, LlamaConfig
from unmasked.models.mistral import Mistral, MistralConfig
from unmasked.models.t5 import T5, T5Config
from unmasked.pretrained.gpt2 import load_hugging_face

SIZES = {"vocab_size": 61, "n_layers": 2, "d_model": 24, "max_length": 48}
MODELS = {
    "GPT-2": lambda: GPT2(GPT2Config(n_heads=3, **SIZES)),
    "Llama": lambda: Llama(
        LlamaConfig(n_heads=6, n_kv_heads=2, d_ff=40, **SIZES)
    ),
    "Mistral": lambda: Mistral(
        MistralConfig(n_heads=6, n_kv_heads=2, d_ff=40, window=5, **SIZES)
    ),
}
PROMPTS = [[5, 3, 60, 1, 1, 8], [7, 7], [44, 2, 9, 12]]


def spread_out(model: torch.nn.Module) -> torch.nn.Module:
    """Make the scores differ enough that rounding decides no choice."""
    with torch.no_grad():
        for weight in model.parameters():
            if weight.ndim > 1:
                weight.mul_(8)
    return model.eval()


def without_cache(model: torch.nn.Module, prompt: list[int], n: int) -> list:
    """The plain way: run everything again for every token."""
    tokens = list(prompt)
    for _ in range(n):
        with torch.no_grad():
            scores = model(torch.tensor([tokens]))[0, -1]
        tokens.append(scores.argmax().item())
    return tokens[len(prompt) :]


@pytest.mark.against(rule="each prompt alone, without a cache", exactly=True)
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", MODELS)
def test_a_batch_of_uneven_prompts_is_each_of_them_alone(name, device):
    model = spread_out(MODELS[name]())
    alone = [without_cache(model, prompt, 12) for prompt in PROMPTS]
    there = model.to(device)
    together = generate(there, PROMPTS, max_new_tokens=12, device=device)
    assert together == alone


@pytest.mark.against("GPT2LMHeadModel.generate", exactly=True)
def test_greedy_text_is_that_of_hugging_face():
    theirs = GPT2LMHeadModel(
        TheirConfig(
            vocab_size=61, n_layer=2, n_embd=24, n_head=3, n_positions=48,
            bos_token_id=0, eos_token_id=0, pad_token_id=0,
        )
    )  # fmt: skip
    spread_out(theirs)
    ours = MODELS["GPT-2"]().eval()
    load_hugging_face(ours, theirs.state_dict())
    expected = theirs.generate(
        torch.tensor([PROMPTS[0]]),
        attention_mask=torch.ones(1, 6, dtype=torch.long),
        max_new_tokens=20,
        do_sample=False,
        eos_token_id=None,
    )
    text = generate(ours, PROMPTS[:1], max_new_tokens=20)
    assert text == [expected[0, 6:].tolist()]


def test_tokens_come_one_at_a_time():
    model = MODELS["Llama"]().eval()
    steps = stream(model, PROMPTS, max_new_tokens=5)
    first = next(steps)
    assert len(first) == 3
    rest = list(steps)
    assert len(rest) == 4
    whole = generate(model, PROMPTS, max_new_tokens=5)
    assert [list(row) for row in zip(first, *rest, strict=True)] == whole


@pytest.mark.parametrize("device", DEVICES)
def test_the_same_seed_gives_the_same_text_and_another_seed_another(device):
    model = MODELS["GPT-2"]().eval().to(device)

    def text(seed: int) -> list[list[int]]:
        generator = torch.Generator(device).manual_seed(seed)
        choose = Sampler(temperature=1.5, generator=generator)
        return generate(
            model, PROMPTS, max_new_tokens=10, choose=choose, device=device
        )

    assert text(0) == text(0)
    assert text(0) != text(1)


def test_a_text_ends_before_its_stop_sequence():
    model = spread_out(MODELS["GPT-2"]())
    [text] = generate(model, PROMPTS[:1], max_new_tokens=12)
    stop = text[4:6]
    place = next(i for i in range(11) if text[i : i + 2] == stop)
    [stopped] = generate(
        model, PROMPTS[:1], max_new_tokens=12, stop=[[99], stop]
    )
    assert stopped == text[:place]


def test_a_row_that_has_ended_leaves_the_others_alone():
    model = spread_out(MODELS["GPT-2"]())
    texts = generate(model, PROMPTS, max_new_tokens=12)
    stopped = generate(model, PROMPTS, max_new_tokens=12, stop=[texts[0][:1]])
    assert stopped[0] == []
    for before, after in zip(texts[1:], stopped[1:], strict=True):
        end = before.index(texts[0][0]) if texts[0][0] in before else 12
        assert after == before[:end]


def test_what_comes_after_a_stop_sequence_does_not_count():
    class Counting:
        """0, 1, 2, 3, 0, … but after 4 comes 4."""

        new_cache = MODELS["GPT-2"]().new_cache

        def __call__(self, tokens, **_):
            following = torch.tensor([1, 2, 3, 0, 4])[tokens[:, -1:]]
            return torch.eye(5)[following]

    # The first row meets its stop twice while the second goes on.
    texts = generate(Counting(), [[0], [4]], max_new_tokens=9, stop=[[3]])
    assert texts == [[1, 2], [4] * 9]


def test_the_repetition_penalty_sees_the_prompt_and_not_the_padding():
    model = spread_out(MODELS["GPT-2"]())
    choose = Sampler(temperature=0, repetition_penalty=1.7)
    together = generate(model, PROMPTS, max_new_tokens=8, choose=choose)
    alone = [
        generate(model, [prompt], max_new_tokens=8, choose=choose)[0]
        for prompt in PROMPTS
    ]
    assert together == alone


@pytest.mark.parametrize(
    ("prompts", "options", "message"),
    [
        ([], {}, "there is no prompt to continue"),
        ([[1], []], {}, r"prompts \[1\] are empty: give each at least one"),
        ([[1]], {"max_new_tokens": 0}, "max_new_tokens=0 must be at least 1"),
        ([[1]], {"stop": [[]]}, "a stop sequence is empty"),
        ([[1] * 49], {}, "51 tokens are more than the model can read"),
        ([[61]], {}, "token ids must lie between 0 and 60"),
    ],
)
def test_refuses_what_cannot_be_continued(prompts, options, message):
    model = MODELS["GPT-2"]().eval()
    with pytest.raises(ValueError, match=message):
        generate(model, prompts, **{"max_new_tokens": 3, **options})


@pytest.mark.parametrize(
    ("prompts", "options", "message"),
    [
        ([1, 2], {}, r"prompts must be a list of rows.*not \[1, 2\]"),
        (["one"], {}, "prompts must be a list of rows"),
        ([[1.5]], {}, "prompts must be a list of rows"),
        ([[1]], {"stop": [5]}, r"stop must be a list of rows.*not \[5\]"),
        ([[1]], {"stop": "end"}, "stop must be a list of rows"),
    ],
)
def test_refuses_what_is_no_list_of_rows_of_ids(
    no_shape_checks, prompts, options, message
):
    model = MODELS["GPT-2"]().eval()
    with pytest.raises(TypeError, match=message):
        generate(model, prompts, max_new_tokens=3, **options)


def test_prompts_may_come_in_a_tensor(no_shape_checks):
    model = spread_out(MODELS["GPT-2"]())
    prompts = [[5, 3, 60], [7, 7, 0]]
    expected = generate(model, prompts, max_new_tokens=4)
    tensor = torch.tensor(prompts)
    assert generate(model, tensor, max_new_tokens=4) == expected
    assert generate(model, list(tensor), max_new_tokens=4) == expected


@pytest.mark.parametrize("search", [generate, beam_search])
def test_refuses_models_that_cannot_go_on_from_a_text(no_shape_checks, search):
    prompt = [1] if search is beam_search else [[1]]
    options = {"n_beams": 2} if search is beam_search else {}
    sizes = {"vocab_size": 9, "n_layers": 1, "d_model": 8, "n_heads": 2}
    bert = Bert(BertConfig(d_ff=8, max_length=8, **sizes))
    with pytest.raises(TypeError, match="a Bert cannot continue a text"):
        search(bert, prompt, max_new_tokens=2, **options)
    t5 = T5(T5Config(d_ff=8, d_head=4, **sizes))
    with pytest.raises(TypeError, match=r"a T5 must read a source.*Writer"):
        search(t5, prompt, max_new_tokens=2, **options)


def test_says_when_prompt_and_continuation_do_not_fit_before_it_begins():
    model = MODELS["GPT-2"]().eval()
    with pytest.raises(ValueError, match="49 tokens are more than the model"):
        next(stream(model, [[1] * 40], max_new_tokens=10))
    assert len(list(stream(model, [[1] * 40], max_new_tokens=9))) == 9
