"""Hugging Face's names for the weights of a Qwen3: Llama's, and two norms.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/qwen3/modeling_qwen3.py
"""

from collections.abc import Mapping

from torch import Tensor

from unmasked.models.qwen import Qwen
from unmasked.pretrained import llama
from unmasked.pretrained.translate import Rule, load_translated

HEAD_NORMS = Rule(
    llama.LAYER + r"self_attn\.(q|k)_norm\.weight",
    r"blocks.\1.attention.sublayer.\2_norm.weight",
)


def load_hugging_face(model: Qwen, tensors: Mapping[str, Tensor]) -> None:
    """Fill a Qwen3 with a checkpoint from the Hugging Face hub.

    Raises:
        ValueError: naming every tensor that does not fit.
    """
    rules = llama.TIED_RULES if model.config.tied else llama.RULES
    load_translated(model, tensors, [HEAD_NORMS, *rules])
