"""What every recurrent network is held to, whatever its gates."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from tests.component import check_component

D_INPUT, D_HIDDEN = 5, 7


def ours_and_pytorch(
    ours: Callable[..., nn.Module], theirs: Callable[..., nn.Module]
) -> tuple[nn.Module, nn.Module]:
    """Two networks that share their weights."""
    network = ours(d_input=D_INPUT, d_hidden=D_HIDDEN)
    reference = theirs(D_INPUT, D_HIDDEN, batch_first=True)
    for proj, name in [(network.input_proj, "ih"), (network.state_proj, "hh")]:
        proj.weight = getattr(reference, f"weight_{name}_l0")
        proj.bias = getattr(reference, f"bias_{name}_l0")
    return network, reference


def new(network: Callable[..., nn.Module]) -> nn.Module:
    return network(d_input=D_INPUT, d_hidden=D_HIDDEN)


def check_promises(network: nn.Module) -> None:
    """Those of a component, for short sequences and longer ones."""
    for length in (2, 5):
        check_component(network, torch.randn(3, length, D_INPUT))


def check_pieces(network: nn.Module) -> None:
    """Reading in pieces is reading at once."""
    x = torch.randn(3, 6, D_INPUT)
    whole, last = network(x)
    first, state = network(x[:, :2])
    second, resumed = network(x[:, 2:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)
    torch.testing.assert_close(resumed, last)


def check_order(network: nn.Module) -> None:
    """No state depends on later tokens."""
    x = torch.randn(3, 6, D_INPUT)
    changed = torch.cat([x[:, :3], -x[:, 3:]], dim=1)
    before, after = network(x)[0], network(changed)[0]
    torch.testing.assert_close(before[:, :3], after[:, :3])
    assert not torch.allclose(before[:, 3:], after[:, 3:])


def check_refusals(network: Callable[..., nn.Module]) -> None:
    """Sizes below one and sequences that do not fit are refused."""
    for size in ("d_input", "d_hidden"):
        sizes = {"d_input": D_INPUT, "d_hidden": D_HIDDEN, size: 0}
        with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
            network(**sizes)
    message = r"expected \(batch, seq, d_input=5\)"
    for shape in [(3, 5), (3, 6, 4), (3, 0, 5)]:
        with pytest.raises(ValueError, match=message):
            new(network)(torch.zeros(shape))


def check_first_weights(network: Callable[..., nn.Module]) -> None:
    """All lie between ±1/√d_hidden, as PyTorch's, and fill that range."""
    for weight in network(d_input=4, d_hidden=400).parameters():
        assert 0.9 / 20 < weight.abs().max() <= 1 / 20
