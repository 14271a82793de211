"""Whisper tiny.en in our class hears what it hears in CTranslate2's engine."""

import json

import ctranslate2
import numpy as np
import pytest
import torch
from ctranslate2.models import Whisper as Engine
from tokenizers import Tokenizer

from unmasked.data.speech import speech
from unmasked.models import whisper
from unmasked.models.log_mel import log_mel_spectrogram, pad_or_cut
from unmasked.pretrained.ctranslate2_file import CTranslate2Tensors
from unmasked.pretrained.whisper_tiny import (
    END,
    PROMPT,
    load_whisper_tiny,
    transcribe,
    whisper_file,
)

TEXT = "Hello  1234 world, it's 3.14\n\n\tdéjà vu 北京 🙂  def f(x): x**2 ½ ٣"


@pytest.fixture(scope="module")
def tiny():
    return load_whisper_tiny()


@pytest.fixture(scope="module")
def engine():
    return Engine(
        str(whisper_file("model.bin").parent),
        device="cpu",
        compute_type="float32",
        intra_threads=1,
    )


def sounds() -> dict[str, torch.Tensor]:
    seconds = torch.arange(16_000) / 16_000
    return {
        "voice": speech(),
        "tone": 0.3 * torch.sin(2 * torch.pi * 440 * seconds),
        "noise": 0.1 * torch.randn(8000),
    }


def heard(samples: torch.Tensor) -> torch.Tensor:
    return log_mel_spectrogram(pad_or_cut(samples))[None]


def as_view(mel: torch.Tensor) -> ctranslate2.StorageView:
    return ctranslate2.StorageView.from_array(mel.numpy())


def written(engine: Engine, mel: torch.Tensor):
    """What the engine writes, greedily, and its logits at every step."""
    prompt = ["<|startoftranscript|>", "<|notimestamps|>"]
    [result] = engine.generate(
        as_view(mel), [prompt], beam_size=1, return_logits_vocab=True
    )
    logits = [torch.tensor(np.array(step)) for step in result.logits[0]]
    return result.sequences_ids[0], logits


def never(where: str = "") -> list[int]:
    """Tokens that may not be written; with "_begin" only at the start."""
    settings = json.loads(whisper_file("config.json").read_text("utf-8"))
    return settings["suppress_ids" + where]


@pytest.fixture
def stored_waves(monkeypatch):
    """Rounded to 16 bits, as the file has them, instead of exact ones."""
    tensors = CTranslate2Tensors(whisper_file("model.bin"))
    waves = tensors["encoder/position_encodings/encodings"]
    exact = whisper.sinusoidal_positions_tensor2tensor(
        torch.arange(len(waves)), d_model=waves.shape[1]
    )
    torch.testing.assert_close(waves.float(), exact, rtol=2**-11, atol=2e-4)
    monkeypatch.setattr(
        whisper,
        "sinusoidal_positions_tensor2tensor",
        lambda places, *, d_model: waves[places].float(),
    )


@pytest.mark.against("ctranslate2")
@pytest.mark.parametrize("sound", sounds())
def test_the_encoder_hears_what_the_engine_s_hears(
    sound, tiny, engine, stored_waves
):
    mel = heard(sounds()[sound])
    expected = torch.tensor(np.array(engine.encode(as_view(mel))))
    with torch.no_grad():
        memory = tiny[0].encode(mel)
    largest = expected.abs().max().item()
    torch.testing.assert_close(memory, expected, rtol=0, atol=2e-5 * largest)


@pytest.mark.against("ctranslate2")
def test_the_decoder_scores_every_next_token_as_the_engine_does(
    tiny, engine, stored_waves
):
    model, tokenizer = tiny
    mel = heard(speech())
    ids, steps = written(engine, mel)
    prompt = tokenizer.encode(PROMPT, allowed_special="all")
    with torch.no_grad():
        logits = model(mel, torch.tensor([prompt + ids]))[0, 1:]
    for i, (ours, theirs) in enumerate(zip(logits, steps, strict=True)):
        allowed = torch.ones(len(ours), dtype=torch.bool)
        allowed[never() + (never("_begin") if i == 0 else [])] = False
        theirs = theirs[allowed]
        largest = theirs.abs().max().item()
        torch.testing.assert_close(
            ours[allowed], theirs, rtol=0, atol=1e-5 * largest
        )


@pytest.mark.against("ctranslate2", exactly=True)
@pytest.mark.parametrize("sound", sounds())
def test_writes_the_tokens_that_the_engine_writes(sound, tiny, engine):
    samples = sounds()[sound]
    ids, _ = written(engine, heard(samples))
    assert transcribe(*tiny, samples) == tiny[1].decode(ids).strip()


def test_writes_what_is_said(tiny):
    said = "He might even have been made amiable himself."
    assert transcribe(*tiny, speech()) == said


def test_writes_no_more_than_it_may(tiny):
    text = transcribe(*tiny, speech(), max_new_tokens=3)
    assert len(tiny[1].encode(" " + text)) == 3


def test_tokens_are_those_of_the_file_s_own_tokenizer(tiny):
    reference = Tokenizer.from_file(str(whisper_file("tokenizer.json")))
    ids = tiny[1].encode(TEXT)
    assert ids == reference.encode(TEXT, add_special_tokens=False).ids
    assert tiny[1].decode(ids) == TEXT
    special = tiny[1].encode(PROMPT + END, allowed_special="all")
    assert special == reference.encode("").ids


def test_sound_that_is_too_long_is_refused_and_not_cut(tiny):
    with pytest.raises(ValueError, match=r"31\.0 seconds of sound are more"):
        transcribe(*tiny, torch.zeros(31 * 16_000))


def test_what_is_no_sound_is_refused(tiny, no_shape_checks):
    for wrong in (torch.zeros(0), torch.zeros(100, 2), torch.tensor(1.0)):
        with pytest.raises(ValueError, match="expected one row of samples"):
            transcribe(*tiny, wrong)
    with pytest.raises(ValueError, match="not finite numbers"):
        transcribe(*tiny, torch.tensor([0.1, torch.nan]))
    with pytest.raises(TypeError, match=r"got torch\.int16"):
        transcribe(*tiny, torch.zeros(9, dtype=torch.int16))
