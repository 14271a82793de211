"""Hugging Face's names for the weights of a Whisper: in its layers Marian's.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/whisper/modeling_whisper.py
"""

from collections.abc import Mapping

from torch import Tensor

from unmasked.models.whisper import Whisper
from unmasked.pretrained import marian
from unmasked.pretrained.translate import Rule, load_translated

RULES = [
    Rule(r"model\.encoder\.conv(1|2)\.(weight|bias)", r"conv\1.\2"),
    *marian.LAYER_RULES,
    Rule(r"model\.(encoder|decoder)\.layer_norm\.(weight|bias)", r"\1_norm.\2"),
    Rule(r"model\.decoder\.embed_tokens\.weight", "embed.weight"),
    Rule(r"model\.decoder\.embed_positions\.weight", "positions.weight"),
    # Sinusoids, stored; and the embedding again.
    Rule(r"model\.encoder\.embed_positions\.weight"),
    Rule(r"proj_out\.weight"),
]


def load_hugging_face(model: Whisper, tensors: Mapping[str, Tensor]) -> None:
    """Fill a Whisper with a checkpoint from the Hugging Face hub.

    Raises:
        ValueError: naming every tensor that does not fit.
    """
    load_translated(model, tensors, RULES)
