"""Our spectrogram is the one that Hugging Face computes for Whisper."""

import math

import pytest
import torch
from transformers import WhisperFeatureExtractor

from unmasked.models.log_mel import (
    log_mel_spectrogram,
    mel_filters,
    pad_or_cut,
)


def sound(n_samples: int) -> torch.Tensor:
    """A rising tone in noise, loud and then soft."""
    seconds = torch.arange(n_samples) / 16_000
    tone = (2 * math.pi * (200 + 900 * seconds) * seconds).sin()
    return (tone + 0.1 * torch.randn(n_samples)) * (-seconds).exp()


@pytest.mark.against("WhisperFeatureExtractor")
@pytest.mark.parametrize("n_mels", [80, 128])
def test_filters_are_those_of_hugging_face(n_mels):
    theirs = WhisperFeatureExtractor(feature_size=n_mels).mel_filters
    ours = mel_filters(n_mels=n_mels)
    torch.testing.assert_close(ours, torch.from_numpy(theirs.T).float())


@pytest.mark.against("WhisperFeatureExtractor")
def test_spectrogram_is_that_of_hugging_face():
    audio = torch.stack([sound(48_000), 0.01 * sound(48_000)])
    theirs = WhisperFeatureExtractor(chunk_length=3)(
        list(audio.numpy()), sampling_rate=16_000, return_tensors="pt"
    ).input_features
    ours = log_mel_spectrogram(audio)
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)


@pytest.mark.against("WhisperFeatureExtractor")
def test_short_sound_is_padded_as_hugging_face_does():
    audio = sound(20_001)
    theirs = WhisperFeatureExtractor(chunk_length=2)(
        audio.numpy(), sampling_rate=16_000, return_tensors="pt"
    ).input_features
    ours = log_mel_spectrogram(pad_or_cut(audio[None], seconds=2))
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)


def test_sound_that_is_too_long_is_cut():
    audio = sound(40_000)
    assert pad_or_cut(audio, seconds=2).equal(audio[:32_000])


@pytest.mark.parametrize("hertz", [300, 1000, 3000])
def test_a_tone_is_loudest_in_the_band_around_it(hertz):
    tone = (2 * math.pi * hertz * torch.arange(16_000) / 16_000).sin()
    band = log_mel_spectrogram(tone).mean(dim=-1).argmax()
    middle = (mel_filters(n_mels=80)[band] * torch.arange(201)).sum()
    middle = middle / mel_filters(n_mels=80)[band].sum() * 40  # Hz a bin
    assert abs(middle - hertz) < 0.06 * hertz + 20


def test_double_precision_gives_the_same():
    audio = sound(8000)
    torch.testing.assert_close(
        log_mel_spectrogram(audio.double()).float(),
        log_mel_spectrogram(audio),
        rtol=1e-4,
        atol=1e-5,
    )


def test_whole_numbers_are_no_sound(no_shape_checks):
    with pytest.raises(TypeError, match=r"got torch\.int16: divide 16-bit"):
        log_mel_spectrogram(torch.zeros(16_000, dtype=torch.int16))


def test_what_is_too_little_is_refused():
    with pytest.raises(ValueError, match="200 samples are too few"):
        log_mel_spectrogram(torch.zeros(200))
    with pytest.raises(ValueError, match="n_mels=0 must be at least 1"):
        mel_filters(n_mels=0)
    with pytest.raises(ValueError, match="seconds=0 must be at least 1"):
        pad_or_cut(torch.zeros(5), seconds=0)
