"""Hugging Face's names for the weights of a ViT classifier.

Its patches are embedded by a convolution whose steps are as long as its
kernel: the same matrix, folded. Files have the names of the first release;
models of transformers 5 have others, and both are read.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/vit/modeling_vit.py
"""

from collections.abc import Mapping

from torch import Tensor

from unmasked.models.vit import ViT
from unmasked.pretrained.translate import Rule, load_translated

LAYER = r"vit\.(?:encoder\.layer|layers)\.(\d+)\."
EMBEDDINGS = r"vit\.embeddings\."
SUBLAYERS = {
    r"attention\.attention\.query": "attention.sublayer.q_proj",
    r"attention\.attention\.key": "attention.sublayer.k_proj",
    r"attention\.attention\.value": "attention.sublayer.v_proj",
    r"attention\.output\.dense": "attention.sublayer.o_proj",
    r"attention\.q_proj": "attention.sublayer.q_proj",
    r"attention\.k_proj": "attention.sublayer.k_proj",
    r"attention\.v_proj": "attention.sublayer.v_proj",
    r"attention\.o_proj": "attention.sublayer.o_proj",
    r"intermediate\.dense": "feed_forward.sublayer.up_proj",
    r"output\.dense": "feed_forward.sublayer.down_proj",
    r"mlp\.fc1": "feed_forward.sublayer.up_proj",
    r"mlp\.fc2": "feed_forward.sublayer.down_proj",
    r"layernorm_before": "attention.norm",
    r"layernorm_after": "feed_forward.norm",
}

RULES = [
    Rule(EMBEDDINGS + "cls_token", "class_token"),
    Rule(
        EMBEDDINGS + "position_embeddings",
        "positions.weight",
        lambda table: (table[0],),
    ),
    Rule(
        EMBEDDINGS + r"patch_embeddings\.projection\.weight",
        "embed.weight",
        lambda kernel: (kernel.flatten(1),),
    ),
    Rule(EMBEDDINGS + r"patch_embeddings\.projection\.bias", "embed.bias"),
    *(
        Rule(LAYER + theirs + r"\.(weight|bias)", rf"blocks.\1.{ours}.\2")
        for theirs, ours in SUBLAYERS.items()
    ),
    Rule(r"vit\.layernorm\.(weight|bias)", r"norm.\1"),
    Rule(r"classifier\.(weight|bias)", r"head.\1"),
]


def load_hugging_face(model: ViT, tensors: Mapping[str, Tensor]) -> None:
    """Fill a ViT with a checkpoint from the Hugging Face hub.

    Raises:
        ValueError: naming every tensor that does not fit.

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.vit import ViTConfig
        >>> theirs = hf.ViTForImageClassification(hf.ViTConfig(
        ...     image_size=8, patch_size=4, num_labels=3,
        ...     num_hidden_layers=1, hidden_size=8, num_attention_heads=2,
        ...     intermediate_size=16
        ... ))
        >>> ours = ViT(ViTConfig(
        ...     image_size=8, patch_size=4, n_classes=3, n_layers=1,
        ...     d_model=8, n_heads=2, d_ff=16
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.head.weight.equal(theirs.classifier.weight)
        True
    """
    load_translated(model, tensors, RULES)
