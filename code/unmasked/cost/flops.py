"""How many floating-point operations a transformer does.

FLOPs count work; FLOP/s is a speed. A product of an m×k and a k×n matrix takes
2·m·n·k: a multiplication and an addition for each of its m·n·k terms. Only
matrix products are counted, here as in the papers; norms, activations and the
softmax are a few operations a number.

Source: Kaplan et al. 2020, §2.1 and table 1, https://arxiv.org/abs/2001.08361;
Chowdhery et al. 2022, "PaLM", appendix B, https://arxiv.org/abs/2204.02311
Lesson: docs/long-context/quadratic-bottleneck.md
"""

from unmasked.cost.sizes import check_sizes, head_sizes


# --8<-- [start:attended_pairs]
def attended_pairs(
    n_tokens: int,
    *,
    n_cached: int = 0,
    causal: bool = True,
    window: int | None = None,
) -> int:
    """How many (query, key) pairs attention has to look at.

    The queries are the last `n_tokens` of a sequence with `n_cached` before.
    Full: every query sees every key. Causal: about half of that. With a
    window: at most `window` keys for each query, so linear in the length.

    Args:
        n_tokens: number of queries.
        n_cached: number of keys before them, as in decoding with a cache.
        causal: whether a query sees only itself and what came before.
        window: how many keys a query sees at most, itself included.

    Raises:
        ValueError: if a length is not positive, or a window is given without
            causality.

    Example:
        >>> attended_pairs(4, causal=False), attended_pairs(4)
        (16, 10)
        >>> attended_pairs(4, window=2), attended_pairs(1, n_cached=99)
        (7, 100)
    """
    check_sizes(n_tokens=n_tokens)
    if n_cached < 0:
        raise ValueError(f"{n_cached=} must not be negative")
    n_keys = n_cached + n_tokens
    if not causal:
        if window is not None:
            raise ValueError(f"{window=} looks back: it needs causal=True")
        return n_tokens * n_keys
    window = n_keys if window is None else window
    check_sizes(window=window)
    # Query i of all sees min(i + 1, window) keys: a ramp, then a plateau.
    ramp = min(max(window - n_cached, 0), n_tokens)
    on_ramp = ramp * n_cached + ramp * (ramp + 1) // 2
    return on_ramp + (n_tokens - ramp) * window


# --8<-- [end:attended_pairs]


# --8<-- [start:forward_flops]
def forward_flops(
    *,
    n_layers: int,
    d_model: int,
    n_heads: int,
    d_ff: int,
    vocab_size: int,
    n_tokens: int,
    n_kv_heads: int | None = None,
    d_head: int | None = None,
    gated: bool = False,
    batch: int = 1,
    n_cached: int = 0,
    causal: bool = True,
    window: int | None = None,
) -> dict[str, int]:
    """The operations of one forward pass, by operation.

        a matrix of the model:  2 · its weights · tokens
        the scores QKᵀ:         2 · n_heads · d_head · pairs, each layer
        the weighted values:    as many again

    The input embedding is a lookup and costs none. The head multiplies by
    the whole vocabulary, also where it shares its weights with the embedding.

    Args:
        n_layers: number of layers.
        d_model: width of the residual stream.
        n_heads: number of query heads.
        d_ff: width of the feed-forward layer inside.
        vocab_size: number of tokens the head scores; 0 for no head.
        n_tokens: how many tokens of each sequence are computed.
        n_kv_heads: number of key/value heads; as many as queries by default.
        d_head: width of a head; d_model/n_heads by default.
        gated: whether the feed-forward layer has a third matrix.
        batch: number of sequences.
        n_cached: tokens before these whose keys and values are remembered.
        causal: count only the pairs that may look at each other, as kernels
            do that skip the rest. A plain product computes all.
        window: how many keys a query sees at most.

    Raises:
        ValueError: if a size is not positive or does not divide another.

    Example:
        >>> flops = forward_flops(
        ...     n_layers=12, d_model=768, n_heads=12, d_ff=3072,
        ...     vocab_size=50257, n_tokens=1024, causal=False,
        ... )
        >>> flops["embedding"], flops["scores"]
        (0, 19327352832)
        >>> f"{sum(flops.values()) / 1e9:.0f} GFLOPs"
        '292 GFLOPs'
    """
    n_kv_heads, d_head = head_sizes(d_model, n_heads, n_kv_heads, d_head)
    check_sizes(n_layers=n_layers, d_ff=d_ff, batch=batch)
    pairs = attended_pairs(
        n_tokens, n_cached=n_cached, causal=causal, window=window
    )
    in_layers = 2 * n_layers * batch * n_tokens
    looking = 2 * n_layers * batch * pairs * n_heads * d_head
    return {
        "embedding": 0,
        "q_proj": in_layers * d_model * n_heads * d_head,
        "k_proj": in_layers * d_model * n_kv_heads * d_head,
        "v_proj": in_layers * d_model * n_kv_heads * d_head,
        "scores": looking,
        "values": looking,
        "o_proj": in_layers * n_heads * d_head * d_model,
        "feed_forward": in_layers * (3 if gated else 2) * d_model * d_ff,
        "head": 2 * batch * n_tokens * d_model * vocab_size,
    }


# --8<-- [end:forward_flops]


# --8<-- [start:backward_flops]
def backward_flops(
    forward: dict[str, int],
    *,
    recompute_scores: bool = False,
    recompute_blocks: bool = False,
) -> dict[str, int]:
    """The operations of the backward pass, by operation.

    A product y = x W needs two more of its size: dx = dy Wᵀ and dW = xᵀ dy.

    Args:
        forward: what `forward_flops` gave.
        recompute_scores: as fused attention kernels do, which forget QKᵀ and
            compute it again.
        recompute_blocks: run every layer forward once more, as gradient
            checkpointing does; not the head.

    Example:
        >>> backward_flops({"q_proj": 10, "scores": 4, "head": 6})
        {'q_proj': 20, 'scores': 8, 'head': 12}
    """
    backward = {}
    for name, flops in forward.items():
        times = 2
        times += recompute_scores and name == "scores"
        times += recompute_blocks and name != "head"
        backward[name] = times * flops
    return backward


# --8<-- [end:backward_flops]


def six_n_d(n_parameters: float, n_tokens: float) -> float:
    """The rule of thumb for training: C ≈ 6 · parameters · tokens.

    Two for the forward pass, four for the backward pass. It leaves out the
    scores; N should count the matrices that multiply, so without the lookup
    of the input embedding, but with the head.

    Source: Kaplan et al. 2020, §2.1, https://arxiv.org/abs/2001.08361

    Example:
        >>> f"{six_n_d(70e9, 1.4e12):.2g}"  # Chinchilla's sizes
        '5.9e+23'
    """
    check_sizes(n_parameters=n_parameters, n_tokens=n_tokens)
    return 6 * n_parameters * n_tokens
