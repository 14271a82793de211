"""What a recurrent network asks of its input, said in one place."""

from torch import Tensor, nn


def check_sequence(
    x: Tensor, *states: Tensor, d_input: int, d_hidden: int
) -> None:
    """Refuse a sequence or a state that does not fit, naming the sizes.

    Raises:
        ValueError: if `x` is not (batch, seq, d_input) with a seq of at least
            1, or a state is not (batch, d_hidden).
    """
    if x.ndim != 3 or x.shape[-1] != d_input or x.shape[1] == 0:
        raise ValueError(
            f"expected (batch, seq, {d_input=}) with at least one token, "
            f"got {tuple(x.shape)}"
        )
    for state in states:
        if state.shape != (len(x), d_hidden):
            raise ValueError(
                f"expected a state of shape ({len(x)}, {d_hidden=}), "
                f"got {tuple(state.shape)}"
            )


def start_weights(module: nn.Module, *, d_hidden: int) -> None:
    """Start every weight between ±1/√d_hidden, as PyTorch's own do."""
    bound = d_hidden**-0.5
    for weight in module.parameters():
        nn.init.uniform_(weight, -bound, bound)
