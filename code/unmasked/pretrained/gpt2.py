"""Hugging Face's names for the weights of a GPT-2.

Its linear layers are OpenAI's "Conv1D", stored as (in, out): transposed
against PyTorch's. Query, key and value are one matrix, side by side.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/gpt2/modeling_gpt2.py
"""

from collections.abc import Mapping, Sequence

from torch import Tensor

from unmasked.models.gpt2 import GPT2
from unmasked.pretrained.translate import Rule, load_translated


def _transposed(weight: Tensor) -> Sequence[Tensor]:
    return (weight.T,)


def _split(tensor: Tensor) -> Sequence[Tensor]:
    """Take query, key and value apart, of a bias or of a matrix."""
    return tensor.T.chunk(3) if tensor.ndim == 2 else tensor.chunk(3)


START = r"(?:transformer\.)?"  # files have it or not, depending on their age
LAYER = START + r"h\.(\d+)\."
ATTENTION = r"blocks.\1.attention."
FEED_FORWARD = r"blocks.\1.feed_forward."

RULES = [
    Rule(START + r"wte\.weight", "embed.weight"),
    Rule(START + r"wpe\.weight", "positions.weight"),
    Rule(LAYER + r"ln_1\.(weight|bias)", ATTENTION + r"norm.\2"),
    Rule(
        LAYER + r"attn\.c_attn\.(weight|bias)",
        tuple(ATTENTION + rf"sublayer.{x}_proj.\2" for x in "qkv"),
        _split,
    ),
    Rule(
        LAYER + r"attn\.c_proj\.weight",
        ATTENTION + "sublayer.o_proj.weight",
        _transposed,
    ),
    Rule(LAYER + r"attn\.c_proj\.bias", ATTENTION + "sublayer.o_proj.bias"),
    Rule(LAYER + r"ln_2\.(weight|bias)", FEED_FORWARD + r"norm.\2"),
    Rule(
        LAYER + r"mlp\.c_fc\.weight",
        FEED_FORWARD + "sublayer.up_proj.weight",
        _transposed,
    ),
    Rule(LAYER + r"mlp\.c_fc\.bias", FEED_FORWARD + "sublayer.up_proj.bias"),
    Rule(
        LAYER + r"mlp\.c_proj\.weight",
        FEED_FORWARD + "sublayer.down_proj.weight",
        _transposed,
    ),
    Rule(
        LAYER + r"mlp\.c_proj\.bias", FEED_FORWARD + "sublayer.down_proj.bias"
    ),
    Rule(START + r"ln_f\.(weight|bias)", r"norm.\1"),
    Rule(r"lm_head\.weight"),  # the embedding again
    Rule(LAYER + r"attn\.(masked_)?bias"),  # the causal mask, stored
]


def load_hugging_face(model: GPT2, tensors: Mapping[str, Tensor]) -> None:
    """Fill a GPT-2 with a checkpoint from the Hugging Face hub.

    Raises:
        ValueError: naming every tensor that does not fit.

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.gpt2 import GPT2Config
        >>> theirs = hf.GPT2LMHeadModel(hf.GPT2Config(
        ...     vocab_size=9, n_layer=1, n_embd=8, n_head=2, n_positions=4
        ... ))
        >>> ours = GPT2(GPT2Config(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2,
        ...     max_length=4
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.embed.weight.equal(theirs.transformer.wte.weight)
        True
    """
    load_translated(model, tensors, RULES)
