"""A voice, for models that listen.

Source: Jane Austen, *Sense and Sensibility* (1811), chapter 1, read by a
volunteer of LibriVox, public domain (see data/README.md)
Lesson: docs/transformer/encoder-decoder.md
"""

import io
import wave

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from unmasked.data._shipped import read_bytes


def speech() -> Float[Tensor, " samples"]:
    """Give one sentence, 3.3 seconds: 16,000 numbers a second in [−1, 1).

    She says: "He might even have been made amiable himself."

    Example:
        >>> speech().shape
        torch.Size([52640])
    """
    with wave.open(io.BytesIO(read_bytes("speech.wav.xz"))) as file:
        frames = file.readframes(file.getnframes())
    samples = np.frombuffer(frames, "<i2").astype(np.float32)
    return torch.from_numpy(samples / 2**15)
