"""How much room keys and values take while a model writes.

Source: Shazeer 2019, https://arxiv.org/abs/1911.02150; grouped heads: Ainslie
et al. 2023, https://arxiv.org/abs/2305.13245; windows: Jiang et al. 2023,
"Mistral 7B", §2, https://arxiv.org/abs/2310.06825
Lesson: docs/long-context/inference.md
"""

from unmasked.cost.sizes import check_sizes


# --8<-- [start:kv_cache_bytes]
def kv_cache_bytes(
    *,
    n_layers: int,
    n_kv_heads: int,
    d_head: int,
    length: int,
    batch: int = 1,
    bytes_per_number: int = 2,
    window: int | None = None,
    n_full_layers: int = 0,
) -> int:
    """The bytes of all cached keys and values.

        2 · n_layers · n_kv_heads · d_head · length · batch · bytes

    The 2 is for keys and values. Not d_model: heads that share keys and
    values share their cache, and d_head need not be d_model/n_heads. A layer
    with a window keeps the last `window` positions, and grows no further: as
    many as a token sees. Between two tokens one fewer will do, since the next
    one brings its own, and `generation.rolling_kv_cache` keeps `window` − 1.

    Keys and values of an encoder's memory, which a decoder looks at, take as
    much as those of `length` tokens of its own.

    Args:
        n_layers: number of layers.
        n_kv_heads: number of key/value heads; 1 for multi-query attention.
        d_head: width of a head.
        length: number of positions.
        batch: number of sequences.
        bytes_per_number: 2 for float16 and bfloat16.
        window: how far back the layers see.
        n_full_layers: how many of them see everything all the same.

    Raises:
        ValueError: if a size is not positive, or there are more full layers
            than layers.

    Example:
        >>> from unmasked.cost.units import format_bytes
        >>> llama_3_70b = dict(n_layers=80, n_kv_heads=8, d_head=128)
        >>> kv_cache_bytes(**llama_3_70b, length=1)
        327680
        >>> format_bytes(kv_cache_bytes(**llama_3_70b, length=8192))
        '2.5 GiB (2.684 GB)'
    """
    check_sizes(
        n_layers=n_layers,
        n_kv_heads=n_kv_heads,
        d_head=d_head,
        length=length,
        batch=batch,
        bytes_per_number=bytes_per_number,
    )
    if not 0 <= n_full_layers <= n_layers:
        raise ValueError(f"{n_full_layers=} of {n_layers=} is not possible")
    kept = length
    if window is not None:
        check_sizes(window=window)
        kept = min(length, window)
    positions = n_full_layers * length + (n_layers - n_full_layers) * kept
    return 2 * n_kv_heads * d_head * positions * batch * bytes_per_number


# --8<-- [end:kv_cache_bytes]
