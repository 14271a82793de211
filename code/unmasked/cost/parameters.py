"""How many weights a transformer has, part by part.

Source: Vaswani et al. 2017, §3, https://arxiv.org/abs/1706.03762; gated
layers: Shazeer 2020, https://arxiv.org/abs/2002.05202; grouped heads: Ainslie
et al. 2023, https://arxiv.org/abs/2305.13245
Lesson: docs/transformer/scaling-laws.md
"""

from unmasked.cost.sizes import check_sizes, head_sizes


# --8<-- [start:attention_parameters]
def attention_parameters(
    *,
    d_model: int,
    n_heads: int,
    n_kv_heads: int | None = None,
    d_head: int | None = None,
    bias: bool = False,
    output_bias: bool | None = None,
    qk_norm: bool = False,
) -> int:
    """The weights of one attention layer.

        Q and O: 2 · d_model · n_heads · d_head
        K and V: 2 · d_model · n_kv_heads · d_head

    With one key/value head for each query head and d_head = d_model/n_heads
    that is 4·d_model², whatever the number of heads.

    Args:
        d_model: width of the residual stream.
        n_heads: number of query heads.
        n_kv_heads: number of key/value heads; as many as queries by default.
        d_head: width of a head; d_model/n_heads by default.
        bias: whether queries, keys and values have one.
        output_bias: whether the output has one; as `bias` by default.
        qk_norm: whether queries and keys are normalized, with a gain each.

    Raises:
        ValueError: if a size is not positive or does not divide another.

    Example:
        >>> attention_parameters(d_model=512, n_heads=8)  # = 4 · 512²
        1048576
        >>> attention_parameters(d_model=512, n_heads=8, n_kv_heads=1)
        589824
    """
    n_kv_heads, d_head = head_sizes(d_model, n_heads, n_kv_heads, d_head)
    queries, keys = n_heads * d_head, n_kv_heads * d_head
    weights = 2 * d_model * queries + 2 * d_model * keys
    if bias:
        weights += queries + 2 * keys
    if bias if output_bias is None else output_bias:
        weights += d_model
    return weights + (2 * d_head if qk_norm else 0)


# --8<-- [end:attention_parameters]


# --8<-- [start:feed_forward_parameters]
def feed_forward_parameters(
    *, d_model: int, d_ff: int, gated: bool = False, bias: bool = False
) -> int:
    """The weights of one feed-forward layer: two matrices, or three if gated.

    Raises:
        ValueError: if a size is not positive.

    Example:
        >>> plain = feed_forward_parameters(d_model=512, d_ff=2048)
        >>> gated = feed_forward_parameters(d_model=512, d_ff=1365, gated=True)
        >>> plain, gated  # two thirds of the width, three matrices: the same
        (2097152, 2096640)
    """
    check_sizes(d_model=d_model, d_ff=d_ff)
    up = 2 if gated else 1
    biases = up * d_ff + d_model if bias else 0
    return (up + 1) * d_model * d_ff + biases


# --8<-- [end:feed_forward_parameters]


# --8<-- [start:parameters]
def parameters(
    *,
    n_layers: int,
    d_model: int,
    n_heads: int,
    d_ff: int,
    vocab_size: int,
    n_kv_heads: int | None = None,
    d_head: int | None = None,
    gated: bool = False,
    tied: bool = True,
    bias: bool = False,
    qkv_bias: bool | None = None,
    output_bias: bool | None = None,
    qk_norm: bool = False,
    norm_bias: bool = False,
    norms_per_layer: int = 2,
    final_norm: bool = True,
    cross_attention: bool = False,
    n_positions: int = 0,
) -> dict[str, int]:
    """The weights of a stack of layers with its embedding and head, by part.

    A stack is a whole decoder-only model. An encoder-decoder model has two,
    of which one brings the embedding (`vocab_size=0` for the other).

    Args:
        n_layers: number of layers.
        d_model: width of the residual stream.
        n_heads: number of query heads.
        d_ff: width of the feed-forward layer inside.
        vocab_size: number of tokens; 0 for no embedding and no head.
        n_kv_heads: number of key/value heads; as many as queries by default.
        d_head: width of a head; d_model/n_heads by default.
        gated: whether the feed-forward layer has a third matrix.
        tied: whether the head is the embedding's matrix again.
        bias: whether linear layers have biases.
        qkv_bias: whether queries, keys and values do; as `bias` by default.
        output_bias: whether attention's output does; as `bias` by default.
        qk_norm: whether queries and keys are normalized.
        norm_bias: whether norms have a bias beside their gain.
        norms_per_layer: how many norms a layer has.
        final_norm: whether there is one after the last layer.
        cross_attention: whether each layer also attends to another sequence.
        n_positions: number of learned position vectors.

    Raises:
        ValueError: if a size is not positive or does not divide another.

    Example:
        >>> gpt2 = parameters(
        ...     n_layers=12, d_model=768, n_heads=12, d_ff=3072,
        ...     vocab_size=50257, n_positions=1024, bias=True, norm_bias=True,
        ... )
        >>> f"{sum(gpt2.values()):,}"
        '124,439,808'
        >>> gpt2["head"]  # tied: the embedding's weights, counted once
        0
    """
    check_sizes(n_layers=n_layers)
    if min(vocab_size, n_positions, norms_per_layer) < 0:
        raise ValueError(
            f"none may be negative: {vocab_size=}, {n_positions=}, "
            f"{norms_per_layer=}"
        )
    attention = attention_parameters(
        d_model=d_model,
        n_heads=n_heads,
        n_kv_heads=n_kv_heads,
        d_head=d_head,
        bias=bias if qkv_bias is None else qkv_bias,
        output_bias=bias if output_bias is None else output_bias,
        qk_norm=qk_norm,
    )
    feed_forward = feed_forward_parameters(
        d_model=d_model, d_ff=d_ff, gated=gated, bias=bias
    )
    n_norms = n_layers * norms_per_layer + final_norm
    return {
        "embedding": vocab_size * d_model,
        "positions": n_positions * d_model,
        "attention": n_layers * attention,
        "cross_attention": n_layers * attention * cross_attention,
        "feed_forward": n_layers * feed_forward,
        "norms": n_norms * d_model * (1 + norm_bias),
        "head": 0 if tied else vocab_size * d_model,
    }


# --8<-- [end:parameters]
