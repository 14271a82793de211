"""Rotary positions (RoPE): turn queries and keys by where they stand.

Source: Su et al. 2021, "RoFormer: Enhanced Transformer with Rotary Position
Embedding", §3.2.2 and eq. 34, https://arxiv.org/abs/2104.09864
Lesson: docs/transformer/positional-encoding.md
"""

from collections.abc import Callable
from functools import partial

import torch
from jaxtyping import Float, Real
from torch import Tensor, nn

from unmasked.positions.rotary_layouts import (
    RotatePairs,
    check_pairs,
    rotate_half_split,
)


# --8<-- [start:frequencies]
def rotary_frequencies(
    *,
    d_rotary: int,
    base: float = 10_000.0,
    device: torch.device | str | None = None,
) -> Float[Tensor, " pairs"]:
    """How far each pair of features turns from one position to the next.

        θᵢ = base^(−2i/d) radians, for i = 0 … d/2 − 1

    The first pair turns by a radian a step, the last hardly at all.

    Raises:
        ValueError: if `d_rotary` is not a positive even number.

    Example:
        >>> rotary_frequencies(d_rotary=4)
        tensor([1.0000, 0.0100])
    """
    check_pairs(d_rotary=d_rotary)
    exponents = torch.arange(0, d_rotary, 2, device=device) / d_rotary
    return base**-exponents


# --8<-- [end:frequencies]


def turn(
    x: Float[Tensor, "*batch heads seq d"],
    *,
    cos: Float[Tensor, "*#batch seq pairs"],
    sin: Float[Tensor, "*#batch seq pairs"],
    rotate: RotatePairs = rotate_half_split,
) -> Float[Tensor, "*batch heads seq d"]:
    """Turn queries or keys at given positions, every head alike.

    Raises:
        ValueError: if the heads have fewer features than are to turn, or
            there are other than one position for each token.

    Example:
        >>> half_turn = torch.tensor([[-1.0]]), torch.tensor([[0.0]])
        >>> turn(torch.ones(1, 1, 3), cos=half_turn[0], sin=half_turn[1])
        tensor([[[-1., -1.,  1.]]])
    """
    n_turning = 2 * cos.shape[-1]
    if x.shape[-1] < n_turning:
        raise ValueError(
            f"cannot turn {n_turning} features of a head that is "
            f"{x.shape[-1]} wide"
        )
    # A single position would broadcast to all tokens in silence.
    if cos.ndim < 2 or x.shape[-2] != cos.shape[-2]:
        raise ValueError(
            f"each token needs its position: {x.shape[-2]} tokens, and "
            f"positions of shape {tuple(cos.shape[:-1])}"
        )
    return rotate(x, cos.unsqueeze(-3), sin.unsqueeze(-3))


# --8<-- [start:Rotary]
class Rotary(nn.Module):
    """From positions, make the function that turns queries and keys.

        q′ₘ = R(mθ) q,  k′ₙ = R(nθ) k,  so  q′ₘ · k′ₙ = q · R((n − m)θ) k

    Scores depend on how far apart a query and a key are, not on where they
    stand. Nothing is learned, and nothing is added to the tokens. One rotation
    serves all layers of a model. The angles are made afresh in float32, also
    when the model is in bfloat16: in its 8 bits position 1001 would be 1000.

    Args:
        d_rotary: how many features of a head turn; its width, or less for
            partial rotation.
        base: how slowly the last pair turns; 10,000 in the paper.
        rotate: which features make a pair.
        scaling: changes the frequencies, to read further than was trained
            (`unmasked.positions.rotary_scaling`, `unmasked.positions.yarn`).
        magnitude: cos and sin are multiplied by it (YaRN).

    Raises:
        ValueError: if `d_rotary` is not a positive even number.

    Example:
        >>> from unmasked.attention.multi_head import MultiHeadAttention
        >>> rotary = Rotary(d_rotary=4)
        >>> attention = MultiHeadAttention(d_model=8, n_heads=2)
        >>> x = torch.randn(1, 3, 8)
        >>> attention(x, causal=True, rotary=rotary(torch.arange(3))).shape
        torch.Size([1, 3, 8])
    """

    def __init__(
        self,
        *,
        d_rotary: int,
        base: float = 10_000.0,
        rotate: RotatePairs = rotate_half_split,
        scaling: Callable[[Tensor], Tensor] | None = None,
        magnitude: float = 1.0,
    ) -> None:
        super().__init__()
        rotary_frequencies(d_rotary=d_rotary)  # refuses what it cannot turn
        self.d_rotary, self.base = d_rotary, base
        self.rotate, self.scaling, self.magnitude = rotate, scaling, magnitude

    def forward(
        self, positions: Real[Tensor, "*batch seq"]
    ) -> Callable[[Tensor], Tensor]:
        """Make the rotation for tokens that stand at these positions."""
        frequencies = rotary_frequencies(
            d_rotary=self.d_rotary, base=self.base, device=positions.device
        )
        if self.scaling is not None:
            frequencies = self.scaling(frequencies)
        angles = positions[..., None].float() * frequencies
        cos, sin = angles.cos() * self.magnitude, angles.sin() * self.magnitude
        return partial(turn, cos=cos, sin=sin, rotate=self.rotate)


# --8<-- [end:Rotary]
