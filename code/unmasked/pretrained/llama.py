"""Hugging Face's names for the weights of a Llama.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/llama/modeling_llama.py
"""

from collections.abc import Mapping

from torch import Tensor

from unmasked.models.llama import Llama
from unmasked.pretrained.translate import Rule, load_translated

LAYER = r"model\.layers\.(\d+)\."

# Also Mistral's and, but for its norms and biases, Qwen's.
RULES = [
    Rule(r"model\.embed_tokens\.weight", "embed.weight"),
    Rule(
        LAYER + r"self_attn\.(q|k|v|o)_proj\.weight",
        r"blocks.\1.attention.sublayer.\2_proj.weight",
    ),
    Rule(
        LAYER + r"mlp\.(gate|up|down)_proj\.weight",
        r"blocks.\1.feed_forward.sublayer.\2_proj.weight",
    ),
    Rule(
        LAYER + r"input_layernorm\.weight", r"blocks.\1.attention.norm.weight"
    ),
    Rule(
        LAYER + r"post_attention_layernorm\.weight",
        r"blocks.\1.feed_forward.norm.weight",
    ),
    Rule(r"model\.norm\.weight", "norm.weight"),
    Rule(r"lm_head\.weight", "head.weight"),
    # Frequencies that old checkpoints stored; we compute them.
    Rule(LAYER + r"self_attn\.rotary_emb\.inv_freq"),
]
TIED_RULES = [Rule(r"lm_head\.weight"), *RULES]


def load_hugging_face(model: Llama, tensors: Mapping[str, Tensor]) -> None:
    """Fill a Llama with a checkpoint from the Hugging Face hub.

    Raises:
        ValueError: naming every tensor that does not fit.

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.llama import LlamaConfig
        >>> theirs = hf.LlamaForCausalLM(hf.LlamaConfig(
        ...     vocab_size=9, num_hidden_layers=1, hidden_size=8,
        ...     num_attention_heads=2, num_key_value_heads=1,
        ...     intermediate_size=16
        ... ))
        >>> ours = Llama(LlamaConfig(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2,
        ...     n_kv_heads=1, d_ff=16, max_length=4
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.embed.weight.equal(theirs.model.embed_tokens.weight)
        True
    """
    rules = TIED_RULES if model.config.tied else RULES
    load_translated(model, tensors, rules)
