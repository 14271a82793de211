"""Hugging Face's names for the weights of a T5, 1.0 and 1.1.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/t5/modeling_t5.py
"""

from collections.abc import Mapping

from torch import Tensor

from unmasked.models.t5 import T5
from unmasked.pretrained.translate import Rule, load_translated


def _layer(half: str, number: int, inside: str, ours: str) -> list[Rule]:
    """A sublayer that Hugging Face numbers, and its norm."""
    layer = rf"{half}\.block\.(\d+)\.layer\.{number}\."
    attention = rf"{half}.\1.{ours}.sublayer."
    if ours == "feed_forward":
        names = {"wi": "up", "wi_0": "gate", "wi_1": "up", "wo": "down"}
    else:
        names = {x: x for x in "qkvo"}
    return [
        Rule(layer + r"layer_norm\.weight", rf"{half}.\1.{ours}.norm.weight"),
        *(
            Rule(
                layer + rf"{inside}\.{theirs}\.weight",
                attention + f"{name}_proj.weight",
            )
            for theirs, name in names.items()
        ),
    ]


BIAS = r"\.block\.0\.layer\.0\.SelfAttention\.relative_attention_bias\.weight"

TIED_RULES = [
    Rule(r"shared\.weight", "embed.weight"),
    *_layer("encoder", 0, "SelfAttention", "self_attention"),
    *_layer("encoder", 1, "DenseReluDense", "feed_forward"),
    *_layer("decoder", 0, "SelfAttention", "self_attention"),
    *_layer("decoder", 1, "EncDecAttention", "cross_attention"),
    *_layer("decoder", 2, "DenseReluDense", "feed_forward"),
    Rule(r"(encoder|decoder)" + BIAS, r"\1_bias.weight"),
    Rule(r"(encoder|decoder)\.final_layer_norm\.weight", r"\1_norm.weight"),
    # The embedding again, and a bias of old checkpoints that nothing reads.
    Rule(r"(?:encoder|decoder)\.embed_tokens\.weight"),
    Rule(r".*EncDecAttention\.relative_attention_bias\.weight"),
    Rule(r"lm_head\.weight"),
]
RULES = [Rule(r"lm_head\.weight", "head.weight"), *TIED_RULES]


def load_hugging_face(model: T5, tensors: Mapping[str, Tensor]) -> None:
    """Fill a T5 with a checkpoint from the Hugging Face hub.

    Raises:
        ValueError: naming every tensor that does not fit.

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.t5 import T5Config
        >>> theirs = hf.T5ForConditionalGeneration(hf.T5Config(
        ...     vocab_size=9, num_layers=1, d_model=8, num_heads=2, d_kv=4,
        ...     d_ff=16
        ... ))
        >>> ours = T5(T5Config(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, d_head=4,
        ...     d_ff=16
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.embed.weight.equal(theirs.shared.weight)
        True
    """
    rules = TIED_RULES if model.config.tied else RULES
    load_translated(model, tensors, rules)
