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

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.gemma import GemmaConfig
        >>> theirs = hf.Gemma2ForCausalLM(hf.Gemma2Config(
        ...     vocab_size=9, num_hidden_layers=1, hidden_size=8,
        ...     num_attention_heads=2, num_key_value_heads=1, head_dim=4,
        ...     intermediate_size=16
        ... ))
        >>> ours = Gemma(GemmaConfig(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2,
        ...     n_kv_heads=1, d_head=4, d_ff=16, max_length=4, window=2,
        ...     query_scale=4
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.embed.weight.equal(theirs.model.embed_tokens.weight)
        True
    """
    load_translated(model, tensors, RULES)
