"""Hugging Face's names for the weights of a Gemma 2: Llama's, and two norms.

What Llama calls `post_attention_layernorm` is before its feed-forward layer;
here it is where the name says.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/gemma2/modeling_gemma2.py
"""

from collections.abc import Mapping

from torch import Tensor

from unmasked.models.gemma import Gemma
from unmasked.pretrained import llama
from unmasked.pretrained.translate import Rule, load_translated

NORMS = {
    "input_layernorm": "attention.norm_in",
    "post_attention_layernorm": "attention.norm_out",
    "pre_feedforward_layernorm": "feed_forward.norm_in",
    "post_feedforward_layernorm": "feed_forward.norm_out",
}
RULES = [
    *(
        Rule(llama.LAYER + theirs + r"\.weight", rf"blocks.\1.{ours}.weight")
        for theirs, ours in NORMS.items()
    ),
    *llama.TIED_RULES,
]


def load_hugging_face(model: Gemma, tensors: Mapping[str, Tensor]) -> None:
    """Fill a Gemma 2 with a checkpoint from the Hugging Face hub.

    Raises:
        ValueError: naming every tensor that does not fit.
    """
    load_translated(model, tensors, RULES)
