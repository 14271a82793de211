"""What has to be held in memory while a model is trained.

Source: weights, gradients and optimizer: Rajbhandari et al. 2020, "ZeRO",
§3.1, https://arxiv.org/abs/1910.02054; activations: Korthikanti et al. 2022,
§4, https://arxiv.org/abs/2205.05198
Lesson: docs/language-models/training-at-scale.md
"""

from unmasked.cost.sizes import check_sizes, head_sizes


# --8<-- [start:state_bytes]
def state_bytes(
    *,
    n_parameters: int,
    bytes_per_weight: int = 4,
    bytes_per_gradient: int = 4,
    bytes_per_optimizer: int = 8,
    n_shards: int = 1,
) -> dict[str, float]:
    """What is held for each weight, whatever the batch.

    In float32 with AdamW that is 16 bytes: the weight, its gradient, and two
    running means. Weights and gradients in bfloat16 with a float32 copy of
    the weights beside the means (12 bytes) come to 16 as well.

    Args:
        n_parameters: number of weights that are trained.
        bytes_per_weight: 4 for float32, 2 for bfloat16.
        bytes_per_gradient: likewise.
        bytes_per_optimizer: 8 for AdamW in float32, 4 for momentum, 0 for
            plain descent; 4 more for a float32 copy of the weights.
        n_shards: over how many processes all of it is split.

    Raises:
        ValueError: if a number is not positive; the optimizer's may be 0.

    Example:
        >>> held = state_bytes(n_parameters=124_439_808)
        >>> held["optimizer"]
        995518464.0
        >>> from unmasked.cost.units import format_bytes
        >>> format_bytes(sum(held.values()))
        '1.854 GiB (1.991 GB)'
    """
    check_sizes(
        n_parameters=n_parameters,
        bytes_per_weight=bytes_per_weight,
        bytes_per_gradient=bytes_per_gradient,
        n_shards=n_shards,
    )
    if bytes_per_optimizer < 0:
        raise ValueError(f"{bytes_per_optimizer=} must not be negative")
    each = n_parameters / n_shards
    return {
        "weights": each * bytes_per_weight,
        "gradients": each * bytes_per_gradient,
        "optimizer": each * bytes_per_optimizer,
    }


# --8<-- [end:state_bytes]


# --8<-- [start:block_activation_bytes]
def block_activation_bytes(
    *,
    d_model: int,
    n_heads: int,
    d_ff: int,
    n_tokens: int,
    n_kv_heads: int | None = None,
    d_head: int | None = None,
    gated: bool = False,
    relu: bool = False,
    batch: int = 1,
    fused: bool = True,
    masked: bool = True,
    norm_statistics: int = 2,
    bytes_per_number: int = 4,
) -> dict[str, int]:
    """What one layer keeps of its forward pass for the backward one.

    Each matrix product keeps its input, each activation its own input, each
    norm its input and the statistics of each token. (ReLU needs no more than
    its output, which the next product keeps.) Fused attention keeps queries,
    keys, values, its output and one number for each query and head. Attention
    written out keeps the weights as well, with a mask twice, before and after
    masked rows are zeroed: the part that grows with the square of the length.

    Without dropout, which would add a mask for each place it is used, and
    without cross-attention. A program may keep more: on a CPU, PyTorch's RMS
    norm keeps the normalized tokens too, and grouped heads a second copy of
    attention's output.

    Args:
        d_model: width of the residual stream.
        n_heads: number of query heads.
        d_ff: width of the feed-forward layer inside.
        n_tokens: length of each sequence.
        n_kv_heads: number of key/value heads; as many as queries by default.
        d_head: width of a head; d_model/n_heads by default.
        gated: whether the feed-forward layer has a third matrix.
        relu: whether its activation is ReLU.
        batch: number of sequences.
        fused: whether the matrix of weights is never held.
        masked: whether some tokens must not see others, as in a decoder.
        norm_statistics: numbers a norm keeps of each token: 2 for layer
            normalization (mean and spread), 1 for RMS.
        bytes_per_number: 4 for float32, 2 for bfloat16.

    Raises:
        ValueError: if a size is not positive or does not divide another.

    Example:
        >>> sizes = dict(d_model=768, n_heads=12, d_ff=3072, n_tokens=1024)
        >>> kept = block_activation_bytes(**sizes)
        >>> round(sum(kept.values()) / 2**20, 1), "MiB"
        (48.1, 'MiB')
        >>> kept = block_activation_bytes(**sizes, fused=False)
        >>> round(sum(kept.values()) / 2**20, 1), "MiB"
        (144.0, 'MiB')
    """
    n_kv_heads, d_head = head_sizes(d_model, n_heads, n_kv_heads, d_head)
    check_sizes(
        d_ff=d_ff,
        n_tokens=n_tokens,
        batch=batch,
        norm_statistics=norm_statistics,
        bytes_per_number=bytes_per_number,
    )
    one = batch * n_tokens * bytes_per_number
    hidden = (4 if gated else 2) * d_ff - relu * d_ff
    looks = 1 if fused else (1 + masked) * n_tokens
    return {
        "norm_inputs": one * 2 * (d_model + norm_statistics),
        "projection_inputs": one * 2 * d_model,
        "queries": one * n_heads * d_head,
        "keys_and_values": one * 2 * n_kv_heads * d_head,
        "attention_weights": one * n_heads * looks,
        "attention_output": one * n_heads * d_head,
        "feed_forward": one * hidden,
    }


# --8<-- [end:block_activation_bytes]


def activation_bytes(
    *, n_layers: int, block_bytes: int, input_bytes: int, recompute: bool
) -> int:
    """The activations of all layers, with or without gradient checkpointing.

    With it each layer keeps only its input, and one layer at a time all of
    what the backward pass needs.

    Source: Chen et al. 2016, https://arxiv.org/abs/1604.06174

    Args:
        n_layers: number of layers.
        block_bytes: what one layer keeps, see `block_activation_bytes`.
        input_bytes: the input of a layer: batch · tokens · d_model · bytes.
        recompute: whether layers are run again in the backward pass.

    Raises:
        ValueError: if a size is not positive.

    Example:
        >>> sizes = dict(n_layers=12, block_bytes=480, input_bytes=30)
        >>> activation_bytes(**sizes, recompute=False)
        5760
        >>> activation_bytes(**sizes, recompute=True)
        840
    """
    check_sizes(
        n_layers=n_layers, block_bytes=block_bytes, input_bytes=input_bytes
    )
    if recompute:
        return n_layers * input_bytes + block_bytes
    return n_layers * block_bytes


def logits_bytes(
    *,
    vocab_size: int,
    n_tokens: int,
    batch: int = 1,
    bytes_per_number: int = 4,
    copies: int = 2,
) -> int:
    """The logits, often the largest tensor of a small model.

    Cross-entropy makes log-probabilities beside the logits: two copies. As
    the backward pass begins, the gradients of both are there too: four, or
    three if the program has let go of the logits, which nothing needs again.

    Raises:
        ValueError: if a size is not positive.

    Example:
        >>> logits_bytes(vocab_size=50257, n_tokens=1024, copies=1) / 2**20
        196.31640625
    """
    check_sizes(
        vocab_size=vocab_size,
        n_tokens=n_tokens,
        batch=batch,
        bytes_per_number=bytes_per_number,
        copies=copies,
    )
    return vocab_size * n_tokens * batch * bytes_per_number * copies
