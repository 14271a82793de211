"""What Whisper hears: the loudness of each pitch, a hundred times a second.

Source: Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak
Supervision", §2.2, https://arxiv.org/abs/2212.04356; details as in
https://github.com/openai/whisper/blob/main/whisper/audio.py, whose mel scale
is that of Slaney's Auditory Toolbox, by way of librosa
Lesson: docs/transformer/encoder-decoder.md
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from unmasked._sizes import check_positive

SAMPLE_RATE = 16_000  # samples a second
WINDOW = 400  # samples: 25 ms
HOP = 160  # samples: 10 ms
LINEAR_BELOW = 1000.0  # Hz: the mel scale is linear below, logarithmic above


# --8<-- [start:mel_filters]
def mel_filters(*, n_mels: int) -> Float[Tensor, "mels frequencies"]:
    """Triangles that sum neighboring frequencies into `n_mels` bands.

    The bands are equally wide in mels, a scale on which equal steps sound
    equal: narrow where pitches are low, wide where they are high. Each
    triangle reaches from the middle of the band before to that of the band
    after, and all have the same area.

    Raises:
        ValueError: if `n_mels` is not positive.

    Example:
        >>> mel_filters(n_mels=80).shape
        torch.Size([80, 201])
    """
    check_positive(n_mels=n_mels)
    highest = SAMPLE_RATE / 2
    frequencies = torch.linspace(
        0, highest, WINDOW // 2 + 1, dtype=torch.float64
    )
    # 15 mels up to 1000 Hz, then 27 for each factor of 6.4.
    top = 15 + 27 * math.log(highest / LINEAR_BELOW) / math.log(6.4)
    mels = torch.linspace(0, top, n_mels + 2, dtype=torch.float64)
    corners = torch.where(
        mels < 15,
        mels * (LINEAR_BELOW / 15),
        LINEAR_BELOW * 6.4 ** ((mels - 15) / 27),
    )
    left, middle, right = (
        corners[:-2, None],
        corners[1:-1, None],
        corners[2:, None],
    )
    rising = (frequencies - left) / (middle - left)
    falling = (right - frequencies) / (right - middle)
    triangles = torch.minimum(rising, falling).clamp(min=0)
    return (triangles * 2 / (right - left)).float()


# --8<-- [end:mel_filters]


# --8<-- [start:log_mel]
def log_mel_spectrogram(
    audio: Float[Tensor, "*batch samples"], *, n_mels: int = 80
) -> Float[Tensor, "*batch mels frames"]:
    """Cut sound into windows, and measure how loud each band is in each.

        log₁₀(filters · |Fourier transform of each window|²)

    then everything 8 below the loudest or lower is raised to that, and the
    result moved to lie around 0. Windows of 25 ms follow each other every
    10 ms, each weighted by a Hann window, so a second becomes 100 frames.

    Args:
        audio: 16,000 numbers a second, between −1 and 1; Whisper wants 30
            seconds (`pad_or_cut`).
        n_mels: number of bands.

    Raises:
        ValueError: if there is no more than half a window of sound.
        TypeError: if the sound is not real numbers.

    Example:
        >>> log_mel_spectrogram(torch.zeros(2, 16_000)).shape
        torch.Size([2, 80, 100])
    """
    if not audio.is_floating_point():
        raise TypeError(
            f"sound must be real numbers between −1 and 1, got {audio.dtype}: "
            "divide 16-bit samples by 32768"
        )
    if audio.shape[-1] <= WINDOW // 2:
        raise ValueError(
            f"{audio.shape[-1]} samples are too few, there must be more than "
            f"{WINDOW // 2} (12.5 ms)"
        )
    spectrum = torch.stft(
        audio.flatten(0, -2) if audio.ndim > 1 else audio[None],
        WINDOW,
        HOP,
        window=torch.hann_window(WINDOW, device=audio.device),
        return_complex=True,
    )
    # The last frame is centered at the end of the sound, half of it past it.
    power = spectrum[..., :-1].abs().square()
    bands = mel_filters(n_mels=n_mels).to(power) @ power
    loudness = bands.clamp(min=1e-10).log10()
    loudest = loudness.amax(dim=(-2, -1), keepdim=True)
    scaled = (torch.maximum(loudness, loudest - 8.0) + 4.0) / 4.0
    return scaled.reshape(*audio.shape[:-1], *scaled.shape[-2:])


# --8<-- [end:log_mel]


def pad_or_cut(
    audio: Float[Tensor, "*batch samples"], *, seconds: int = 30
) -> Float[Tensor, "*batch fitted"]:
    """Make sound as long as a model wants it, with silence or a cut.

    Raises:
        ValueError: if `seconds` is not positive.

    Example:
        >>> pad_or_cut(torch.randn(100), seconds=2).shape
        torch.Size([32000])
    """
    check_positive(seconds=seconds)
    n_samples = seconds * SAMPLE_RATE
    return F.pad(audio, (0, n_samples - audio.shape[-1]))
