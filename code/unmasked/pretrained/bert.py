"""Hugging Face's names for the weights of a BERT.

Old checkpoints name a norm's weight and bias gamma and beta, as TensorFlow
did.

Source: https://github.com/huggingface/transformers/blob/main/src/transformers/models/bert/modeling_bert.py
"""

from collections.abc import Mapping

from torch import Tensor

from unmasked.models.bert import Bert, BertForPretraining
from unmasked.pretrained.translate import Rule, load_translated

START = r"(?:bert\.)?"  # files of the encoder alone do not have it
LAYER = START + r"encoder\.layer\.(\d+)\."


def _norm(foreign: str, ours: str) -> list[Rule]:
    return [
        Rule(foreign + r"LayerNorm\.(?:weight|gamma)", ours + "norm.weight"),
        Rule(foreign + r"LayerNorm\.(?:bias|beta)", ours + "norm.bias"),
    ]


def _encoder_rules(inside: str) -> list[Rule]:
    """How the encoder's names become ours, `inside` another module."""
    attention = inside + r"blocks.\1.attention."
    feed_forward = inside + r"blocks.\1.feed_forward."
    embeddings = START + r"embeddings\."
    return [
        Rule(embeddings + r"word_embeddings\.weight", inside + "embed.weight"),
        Rule(
            embeddings + r"position_embeddings\.weight",
            inside + "positions.weight",
        ),
        Rule(
            embeddings + r"token_type_embeddings\.weight",
            inside + "token_types.weight",
        ),
        *_norm(embeddings, inside),
        *(
            Rule(
                LAYER + rf"attention\.self\.{theirs}\.(weight|bias)",
                attention + rf"sublayer.{theirs[0]}_proj.\2",
            )
            for theirs in ("query", "key", "value")
        ),
        Rule(
            LAYER + r"attention\.output\.dense\.(weight|bias)",
            attention + r"sublayer.o_proj.\2",
        ),
        *_norm(LAYER + r"attention\.output\.", attention),
        Rule(
            LAYER + r"intermediate\.dense\.(weight|bias)",
            feed_forward + r"sublayer.up_proj.\2",
        ),
        Rule(
            LAYER + r"output\.dense\.(weight|bias)",
            feed_forward + r"sublayer.down_proj.\2",
        ),
        *_norm(LAYER + r"output\.", feed_forward),
        Rule(embeddings + r"position_ids"),  # 0, 1, 2, …, stored
    ]


HEAD = r"cls\.predictions\."

ENCODER_RULES = [
    *_encoder_rules(""),
    Rule(START + r"pooler\..*"),
    Rule(r"cls\..*"),
]
PRETRAINING_RULES = [
    *_encoder_rules("encoder."),
    Rule(START + r"pooler\.dense\.(weight|bias)", r"pooler.\1"),
    Rule(HEAD + r"transform\.dense\.(weight|bias)", r"transform.\1"),
    *_norm(HEAD + r"transform\.", ""),
    Rule(HEAD + "bias", "head_bias"),
    Rule(HEAD + r"decoder\.(weight|bias)"),  # the embedding and bias again
    Rule(r"cls\.seq_relationship\.(weight|bias)", r"next_sentence.\1"),
]


def load_hugging_face(
    model: Bert | BertForPretraining, tensors: Mapping[str, Tensor]
) -> None:
    """Fill a BERT with a checkpoint from the Hugging Face hub.

    An encoder alone takes what it needs and leaves the heads.

    Raises:
        ValueError: naming every tensor that does not fit.

    Example:
        >>> import transformers as hf
        >>> from unmasked.models.bert import BertConfig
        >>> theirs = hf.BertModel(hf.BertConfig(
        ...     vocab_size=9, num_hidden_layers=1, hidden_size=8,
        ...     num_attention_heads=2, intermediate_size=16,
        ...     max_position_embeddings=4
        ... ))
        >>> ours = Bert(BertConfig(
        ...     vocab_size=9, n_layers=1, d_model=8, n_heads=2, d_ff=16,
        ...     max_length=4
        ... ))
        >>> load_hugging_face(ours, theirs.state_dict())
        >>> ours.embed.weight.equal(theirs.embeddings.word_embeddings.weight)
        True
    """
    alone = isinstance(model, Bert)
    rules = ENCODER_RULES if alone else PRETRAINING_RULES
    load_translated(model, tensors, rules)
