"""Models with an encoder write what Hugging Face's write."""

import pytest
import torch
from transformers import T5Config as TheirConfig
from transformers import T5ForConditionalGeneration

from unmasked.attention.masks import padding_mask
from unmasked.generation.beam_search import beam_search
from unmasked.generation.decode import generate
from unmasked.generation.writer import Writer
from unmasked.models.t5 import T5, T5Config
from unmasked.models.whisper import Whisper, WhisperConfig
from unmasked.pretrained.t5 import load_hugging_face

CONFIG = T5Config(
    vocab_size=31, n_layers=2, d_model=24, n_heads=3, d_head=8, d_ff=40
)
SOURCE = torch.tensor([[3, 1, 4, 1, 5, 9, 2], [6, 5, 3, 5, 0, 0, 0]])
MASK = padding_mask(torch.tensor([7, 4]), n_key=7)


@pytest.fixture
def reference() -> T5ForConditionalGeneration:
    return T5ForConditionalGeneration(
        TheirConfig(
            vocab_size=31,
            num_layers=2,
            d_model=24,
            num_heads=3,
            d_kv=8,
            d_ff=40,
            decoder_start_token_id=0,
            eos_token_id=30,
            initializer_factor=3.0,
        )
    ).eval()


@pytest.fixture
def model(reference) -> T5:
    model = T5(CONFIG).eval()
    load_hugging_face(model, reference.state_dict())
    return model


@pytest.mark.against("T5ForConditionalGeneration.generate", exactly=True)
def test_greedy_texts_are_those_of_hugging_face(model, reference):
    wanted = reference.generate(
        SOURCE,
        attention_mask=MASK[:, 0, 0].long(),
        do_sample=False,
        num_beams=1,
        max_new_tokens=9,
        eos_token_id=None,
    )
    writer = Writer(model, model.encode(SOURCE, mask=MASK), memory_mask=MASK)
    texts = generate(writer, [[0], [0]], max_new_tokens=9)
    assert texts == wanted[:, 1:].tolist()
    assert texts[0] != texts[1]


@pytest.mark.against("T5ForConditionalGeneration.generate", exactly=True)
def test_beams_are_those_of_hugging_face(model, reference):
    wanted = reference.generate(
        SOURCE[:1],
        attention_mask=torch.ones(1, 7, dtype=torch.long),
        do_sample=False,
        num_beams=4,
        num_return_sequences=4,
        length_penalty=0.0,
        max_new_tokens=5,
        eos_token_id=None,
    )
    writer = Writer(model, model.encode(SOURCE[:1]))
    found = beam_search(
        writer, [0], n_beams=4, max_new_tokens=5, length_penalty=0.0
    )
    assert [beam.tokens for beam in found] == wanted[:, 1:].tolist()


def test_a_writer_scores_what_the_model_scores(model):
    tokens = torch.tensor([[0, 3, 8], [0, 2, 2]])
    writer = Writer(model, model.encode(SOURCE, mask=MASK), memory_mask=MASK)
    expected = model(SOURCE, tokens, source_mask=MASK)
    torch.testing.assert_close(writer(tokens), expected)
    last = writer(tokens, last_only=True)
    torch.testing.assert_close(last, expected[:, -1:])


def test_whisper_writes_too():
    config = WhisperConfig(
        vocab_size=31, n_layers=2, d_model=24, n_heads=3, n_mels=10
    )
    model, mel = Whisper(config).eval(), torch.randn(2, 10, 30)
    start = [7, 8]
    texts = generate(
        Writer(model, model.encode(mel)), [start, start], max_new_tokens=5
    )
    for row, text in enumerate(texts):
        tokens = torch.tensor([[*start, *text]])
        best = model(mel[row : row + 1], tokens).argmax(dim=-1)[0, 1:-1]
        assert text == best.tolist()


def test_prompts_and_memories_that_do_not_fit_are_refused(model):
    writer = Writer(model, model.encode(SOURCE))
    with pytest.raises(ValueError, match="must be equally long"):
        generate(writer, [[0, 1], [0]], max_new_tokens=2)
    with pytest.raises(ValueError, match="2 rows of memory for 3 texts"):
        generate(writer, [[0]] * 3, max_new_tokens=2)


def test_a_memory_without_a_batch_is_refused(model, no_shape_checks):
    with pytest.raises(ValueError, match=r"must be \(batch, source, d_model\)"):
        Writer(model, torch.zeros(7, 24))


def test_a_writer_passes_on_a_mask_and_the_room_it_needs(model):
    tokens = torch.tensor([[0, 3, 8], [0, 2, 2]])
    mask = padding_mask(torch.tensor([3, 1]), n_key=3)
    memory = model.encode(SOURCE)
    found = Writer(model, memory)(tokens, mask=mask)
    expected = model.decode(tokens, model.keys_values(memory), mask=mask)
    torch.testing.assert_close(found, expected)
    assert not torch.allclose(found, Writer(model, memory)(tokens))
    cache = Writer(model, memory).new_cache(batch=2, max_length=5)
    assert cache.max_length == 5
