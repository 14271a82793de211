"""Masks: who may look at whom. True means "may look", everywhere.

Every function returns a boolean tensor that broadcasts against the scores, so
masks compose with `&` (both must allow it) and `|` (either may).

PyTorch's `scaled_dot_product_attention` reads booleans the same way;
`nn.MultiheadAttention` and `nn.Transformer` mean the opposite (True = hidden).

Source: Vaswani et al. 2017, §3.2.3, https://arxiv.org/abs/1706.03762
Lesson: docs/transformer/self-attention.md
"""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from unmasked._sizes import check_lengths


# --8<-- [start:causal_mask]
def causal_mask(
    n_query: int,
    n_key: int | None = None,
    *,
    first: int | None = None,
    device: torch.device | str | None = None,
) -> Bool[Tensor, "q k"]:
    """Let each position see itself and what came before it.

    With fewer queries than keys the queries are the *last* positions, as in
    decoding with a cache: query i sees keys j ≤ i + (k − q). This is the
    alignment called lower-right. With more queries than keys the first
    queries see nothing. The other alignment, upper-left, is `first=0`.

    Args:
        n_query: number of queries.
        n_key: number of keys; as many as queries by default.
        first: where the first query stands among the keys; k − q by default.
        device: where the mask is made.

    Raises:
        ValueError: if a length is negative.

    Example:
        >>> causal_mask(2, 3)
        tensor([[ True,  True, False],
                [ True,  True,  True]])
    """
    n_key = n_query if n_key is None else n_key
    check_lengths(n_query=n_query, n_key=n_key)
    everywhere = torch.ones(n_query, n_key, dtype=torch.bool, device=device)
    return everywhere.tril(n_key - n_query if first is None else first)


# --8<-- [end:causal_mask]


def sliding_window_mask(
    n_query: int,
    n_key: int | None = None,
    *,
    window: int,
    device: torch.device | str | None = None,
) -> Bool[Tensor, "q k"]:
    """Let each position see itself and the `window − 1` positions before it.

    Source: Beltagy et al. 2020, "Longformer", §3.1,
    https://arxiv.org/abs/2004.05150 (there symmetric; here causal, as in
    Mistral 7B, https://arxiv.org/abs/2310.06825, §2).

    Raises:
        ValueError: if `window` is not positive or a length is negative.

    Example:
        >>> sliding_window_mask(4, window=2).int()
        tensor([[1, 0, 0, 0],
                [1, 1, 0, 0],
                [0, 1, 1, 0],
                [0, 0, 1, 1]], dtype=torch.int32)
    """
    if window < 1:
        raise ValueError(f"{window=} must be at least 1: a token sees itself")
    mask = causal_mask(n_query, n_key, device=device)
    return mask & mask.triu(diagonal=mask.shape[-1] - n_query - window + 1)


def padding_mask(
    lengths: Int[Tensor, " batch"], n_key: int
) -> Bool[Tensor, "batch 1 1 k"]:
    """Hide the padding behind the end of each sequence of a batch.

    The two middle axes are the heads and the queries: every head and every
    query of a sequence is denied the same keys.

    Raises:
        ValueError: if a length is negative or exceeds `n_key`, or there is
            not one for each sequence.

    Example:
        >>> padding_mask(torch.tensor([3, 1]), n_key=3)[:, 0, 0]
        tensor([[ True,  True,  True],
                [ True, False, False]])
    """
    if lengths.ndim != 1:
        raise ValueError(
            "each sequence has one length, so they have one axis: "
            f"got shape {tuple(lengths.shape)}"
        )
    if lengths.numel() and (lengths.min() < 0 or lengths.max() > n_key):
        raise ValueError(
            f"lengths must lie between 0 and {n_key=}, got {lengths.tolist()}"
        )
    real = torch.arange(n_key, device=lengths.device) < lengths[:, None]
    return real[:, None, None, :]


def prefix_lm_mask(
    lengths: Int[Tensor, " batch"], n_key: int
) -> Bool[Tensor, "batch 1 k k"]:
    """Let all positions see the whole prefix, and the rest look back only.

    Args:
        lengths: how many leading tokens of each sequence are its prefix.
        n_key: length of the sequences.

    Source: Raffel et al. 2020, "T5", §3.2.1 and fig. 3,
    https://arxiv.org/abs/1910.10683

    Raises:
        ValueError: as for `padding_mask`.

    Example:
        >>> prefix_lm_mask(torch.tensor([2]), n_key=3)[0, 0].int()
        tensor([[1, 1, 0],
                [1, 1, 0],
                [1, 1, 1]], dtype=torch.int32)
    """
    return padding_mask(lengths, n_key) | causal_mask(
        n_key, device=lengths.device
    )


def document_mask(
    documents: Int[Tensor, "batch seq"],
) -> Bool[Tensor, "batch 1 seq seq"]:
    """Keep documents that share one row from seeing each other.

    Args:
        documents: for each token, the number of the document it belongs to.

    Source: Raffel et al. 2020, "T5", §3.1.2 (packing),
    https://arxiv.org/abs/1910.10683

    Raises:
        ValueError: if `documents` is not (batch, seq).

    Example:
        >>> document_mask(torch.tensor([[0, 0, 1]]))[0, 0].int()
        tensor([[1, 1, 0],
                [1, 1, 0],
                [0, 0, 1]], dtype=torch.int32)
    """
    if documents.ndim != 2:
        raise ValueError(
            "expected documents (batch, seq), a number for each token, "
            f"got shape {tuple(documents.shape)}"
        )
    return (documents[:, :, None] == documents[:, None, :])[:, None]
