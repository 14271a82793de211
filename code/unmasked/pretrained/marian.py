"""Hugging Face's names for the weights of a MarianMT: a 2017 Transformer.

The translation models of OPUS-MT are such. They are biased, their activation
is SiLU, and in their positions all sines come first:

    TransformerConfig(…, biased=True, activation=silu,
                      positions=sines_first)

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/marian/modeling_marian.py
"""

from collections.abc import Mapping

from jaxtyping import Float, Real
from torch import Tensor, cat

from unmasked.models.transformer import Transformer
from unmasked.positions.sinusoidal import sinusoidal_positions
from unmasked.pretrained.translate import Rule, load_translated

LAYER = r"model\.(encoder|decoder)\.layers\.(\d+)\."
OURS = r"\1.\2."


def _attention(theirs: str, ours: str) -> list[Rule]:
    return [
        Rule(
            LAYER + theirs + r"\.(q|k|v)_proj\.(weight|bias)",
            OURS + ours + r".sublayer.\3_proj.\4",
        ),
        Rule(
            LAYER + theirs + r"\.out_proj\.(weight|bias)",
            OURS + ours + r".sublayer.o_proj.\3",
        ),
        Rule(
            LAYER + theirs + r"_layer_norm\.(weight|bias)",
            OURS + ours + r".norm.\3",
        ),
    ]


# Also Whisper's.
LAYER_RULES = [
    *_attention("self_attn", "self_attention"),
    *_attention("encoder_attn", "cross_attention"),
    Rule(
        LAYER + r"fc1\.(weight|bias)",
        OURS + r"feed_forward.sublayer.up_proj.\3",
    ),
    Rule(
        LAYER + r"fc2\.(weight|bias)",
        OURS + r"feed_forward.sublayer.down_proj.\3",
    ),
    Rule(
        LAYER + r"final_layer_norm\.(weight|bias)",
        OURS + r"feed_forward.norm.\3",
    ),
]
RULES = [
    Rule(r"model\.shared\.weight", "embed.weight"),
    Rule(r"final_logits_bias", "head_bias", lambda bias: (bias[0],)),
    *LAYER_RULES,
    # The embedding again, and sinusoids that are stored.
    Rule(r"lm_head\.weight"),
    Rule(r"model\.(?:encoder|decoder)\.embed_(?:tokens|positions)\.weight"),
]


def sines_first(
    positions: Real[Tensor, "*axes"], *, d_model: int
) -> Float[Tensor, "*axes d_model"]:
    """The paper's sinusoids in another order: all sines, then all cosines.

    Example:
        >>> import torch
        >>> sines_first(torch.arange(2), d_model=4)
        tensor([[0.0000, 0.0000, 1.0000, 1.0000],
                [0.8415, 0.0100, 0.5403, 0.9999]])
    """
    waves = sinusoidal_positions(positions, d_model=d_model)
    return cat([waves[..., 0::2], waves[..., 1::2]], dim=-1)


def load_hugging_face(
    model: Transformer, tensors: Mapping[str, Tensor]
) -> None:
    """Fill a Transformer with a MarianMT checkpoint from Hugging Face's hub.

    Raises:
        ValueError: naming every tensor that does not fit.

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.transformer import TransformerConfig
        >>> theirs = hf.MarianMTModel(hf.MarianConfig(
        ...     vocab_size=9, encoder_layers=1, decoder_layers=1,
        ...     d_model=8, encoder_attention_heads=2,
        ...     decoder_attention_heads=2, encoder_ffn_dim=16,
        ...     decoder_ffn_dim=16, pad_token_id=8,
        ...     decoder_start_token_id=8
        ... ))
        >>> ours = Transformer(TransformerConfig(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, d_ff=16,
        ...     biased=True
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.embed.weight.equal(theirs.model.shared.weight)
        True
    """
    load_translated(model, tensors, RULES)
