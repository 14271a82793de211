"""How many operations a decoder spends on looking at an encoder's memory.

Source: the layer: Vaswani et al. 2017, §3.2.3,
https://arxiv.org/abs/1706.03762; counted as in `unmasked.cost.flops`
Lesson: docs/transformer/encoder-decoder.md
"""

from unmasked.cost.sizes import check_sizes, head_sizes


# --8<-- [start:cross_attention_flops]
def cross_attention_flops(
    *,
    n_layers: int,
    d_model: int,
    n_heads: int,
    n_tokens: int,
    n_memory: int,
    n_kv_heads: int | None = None,
    d_head: int | None = None,
    batch: int = 1,
    cached: bool = False,
) -> dict[str, int]:
    """The operations of the cross-attention of all layers, by operation.

        queries and output:         2 · their weights · tokens
        keys and values:            2 · their weights · memory
        the scores QKᵀ:             2 · n_heads · d_head · tokens · memory
        the weighted values:        as many again

    Every token sees all of the memory. What an encoder-decoder does in all is
    `forward_flops` of the encoder (with `causal=False`, and a vocabulary of 0
    for no head), `forward_flops` of the decoder, and this.

    Args:
        n_layers: number of layers of the decoder.
        d_model: width of the residual streams.
        n_heads: number of query heads.
        n_tokens: how many tokens of each target are computed.
        n_memory: length of each source.
        n_kv_heads: number of key/value heads; as many as queries by default.
        d_head: width of a head; d_model/n_heads by default.
        batch: number of sequences.
        cached: the keys and values of the memory are there already.

    Raises:
        ValueError: if a size is not positive or does not divide another.

    Example:
        >>> sizes = dict(n_layers=6, d_model=512, n_heads=8, n_memory=100)
        >>> first = cross_attention_flops(**sizes, n_tokens=1)
        >>> later = cross_attention_flops(**sizes, n_tokens=1, cached=True)
        >>> f"{sum(first.values()):,}, then {sum(later.values()):,}"
        '636,665,856, then 7,520,256'
    """
    n_kv_heads, d_head = head_sizes(d_model, n_heads, n_kv_heads, d_head)
    check_sizes(
        n_layers=n_layers, n_tokens=n_tokens, n_memory=n_memory, batch=batch
    )
    asking = 2 * n_layers * batch * n_tokens * n_heads * d_head
    offering = 2 * n_layers * batch * n_memory * n_kv_heads * d_head * d_model
    if cached:
        offering = 0
    return {
        "q_proj": asking * d_model,
        "k_proj": offering,
        "v_proj": offering,
        "scores": asking * n_memory,
        "values": asking * n_memory,
        "o_proj": asking * d_model,
    }


# --8<-- [end:cross_attention_flops]
