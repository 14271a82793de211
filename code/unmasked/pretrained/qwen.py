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

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.qwen import QwenConfig
        >>> theirs = hf.Qwen3ForCausalLM(hf.Qwen3Config(
        ...     vocab_size=9, num_hidden_layers=1, hidden_size=8,
        ...     num_attention_heads=2, num_key_value_heads=1, head_dim=4,
        ...     intermediate_size=16
        ... ))
        >>> ours = Qwen(QwenConfig(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2,
        ...     n_kv_heads=1, d_head=4, d_ff=16, max_length=4
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.embed.weight.equal(theirs.model.embed_tokens.weight)
        True
    """
    rules = llama.TIED_RULES if model.config.tied else llama.RULES
    load_translated(model, tensors, [HEAD_NORMS, *rules])
