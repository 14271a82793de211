"""A trained model small enough to ship: each weight one of a few levels.

Source: rounding to whole numbers with one scale a row: Dettmers et al. 2022,
"LLM.int8()", §2.1 ("absmax") and §3.1 ("vector-wise"),
https://arxiv.org/abs/2208.07339
Lesson: docs/transformer/attention-is-all-you-need.md
"""

import base64
import lzma

import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from unmasked.training.weights import named_tensors

LEVELS = 31  # on each side of zero: 63 values, about six bits


# --8<-- [start:pack]
def pack(model: nn.Module) -> str:
    """Round the weights of a model, compress them, write them as text.

        whole number = round(31 · w / m),  m = the largest |w| of its row

    A row keeps its scale m, so a row of small weights loses no more than one
    of large weights. Vectors, such as the gains of norms, are kept whole.

    Example:
        >>> packed = pack(nn.Linear(256, 256))
        >>> len(packed) < 256 * 256  # less than a byte a weight
        True
    """
    tensors = {}
    for name, weight in named_tensors(model).items():
        if weight.ndim < 2:
            tensors[name] = weight.half()
            continue
        largest = weight.abs().amax(dim=-1, keepdim=True)
        whole = (LEVELS * weight / largest.clamp(min=1e-12)).round()
        tensors[f"{name}.whole"] = whole.to(torch.int8)
        tensors[f"{name}.largest"] = largest.float()
    return base64.b85encode(lzma.compress(save(tensors), preset=9)).decode()


# --8<-- [end:pack]


@torch.no_grad()
def unpack(packed: str, model: nn.Module) -> None:
    """Fill the weights of a model with what `pack` wrote.

    Raises:
        ValueError: if the text is damaged, or its weights are not those of
            this model.

    Example:
        >>> layer, copy = nn.Linear(8, 8), nn.Linear(8, 8)
        >>> unpack(pack(layer), copy)
        >>> bool((layer.weight - copy.weight).abs().max() < 0.01)
        True
    """
    try:
        tensors = load(lzma.decompress(base64.b85decode(packed)))
    except (lzma.LZMAError, ValueError) as error:
        raise ValueError(f"these are no packed weights: {error}") from None
    for name, weight in named_tensors(model).items():
        found = _restored(tensors, name)
        if found is None or found.shape != weight.shape:
            shape = None if found is None else tuple(found.shape)
            raise ValueError(
                f"{name} has shape {tuple(weight.shape)}, the packed weights "
                f"have {shape}"
            )
        weight.copy_(found)


def _restored(tensors: dict[str, Tensor], name: str) -> Tensor | None:
    if name in tensors:
        return tensors[name].float()
    whole = tensors.get(f"{name}.whole")
    if whole is None:
        return None
    return whole.float() * tensors[f"{name}.largest"] / LEVELS
