import struct
import wave
from importlib.resources import files
from io import BytesIO
from lzma import decompress

import torch

from unmasked.data.speech import speech


def test_a_sentence_is_heard_at_whisper_s_rate():
    packed = files("unmasked.data").joinpath("speech.wav.xz").read_bytes()
    with wave.open(BytesIO(decompress(packed))) as file:
        assert (file.getframerate(), file.getnchannels()) == (16_000, 1)
        assert len(speech()) == file.getnframes()


def test_samples_are_the_numbers_of_the_file_in_halves_of_their_range():
    packed = files("unmasked.data").joinpath("speech.wav.xz").read_bytes()
    with wave.open(BytesIO(decompress(packed))) as file:
        written = struct.unpack("<52640h", file.readframes(52640))
    expected = torch.tensor(written, dtype=torch.float64) / 32768
    assert torch.equal(speech().double(), expected)


def test_samples_lie_between_minus_one_and_one_around_zero():
    samples = speech()
    assert samples.dtype == torch.float32
    assert 0.1 < samples.abs().max() <= 1
    assert samples.mean().abs() < 0.01
