"""The gated recurrent unit."""

import pytest
import torch

from tests.component import check_component
from unmasked.recurrent.gru import GRU

D_INPUT, D_HIDDEN = 5, 7


def ours_and_pytorch():
    ours = GRU(d_input=D_INPUT, d_hidden=D_HIDDEN)
    theirs = torch.nn.GRU(D_INPUT, D_HIDDEN, batch_first=True)
    for proj, name in [(ours.input_proj, "ih"), (ours.state_proj, "hh")]:
        proj.weight = getattr(theirs, f"weight_{name}_l0")
        proj.bias = getattr(theirs, f"bias_{name}_l0")
    return ours, theirs


@pytest.mark.against("torch.nn.GRU")
def test_agrees_with_pytorch_forward_and_backward():
    ours, theirs = ours_and_pytorch()
    x, start = torch.randn(3, 6, D_INPUT), torch.randn(3, D_HIDDEN)
    results = []
    for network, shape in [(ours, (3, -1)), (theirs, (1, 3, -1))]:
        leaves = [x.clone().requires_grad_(), start.clone().requires_grad_()]
        states, last = network(leaves[0], leaves[1].view(shape))
        loss = (states**2).sum() + last.view(3, -1)[:, 0].sum()
        grads = torch.autograd.grad(loss, [*leaves, *theirs.parameters()])
        results.append([states, last.view(3, -1), *grads])
    torch.testing.assert_close(*results)


def test_starts_from_zeros():
    network, _ = ours_and_pytorch()
    x = torch.randn(3, 6, D_INPUT)
    zeros = torch.zeros(3, D_HIDDEN)
    torch.testing.assert_close(network(x), network(x, zeros))


def test_a_gate_that_keeps_everything_passes_state_and_gradient():
    network, _ = ours_and_pytorch()
    with torch.no_grad():
        network.input_proj.bias[D_HIDDEN : 2 * D_HIDDEN] = 1e3
    state = torch.randn(3, D_HIDDEN, requires_grad=True)
    _, last = network(torch.randn(3, 100, D_INPUT), state)
    torch.testing.assert_close(last, state)
    last.sum().backward()
    torch.testing.assert_close(state.grad, torch.ones(3, D_HIDDEN))


@pytest.mark.parametrize("length", [2, 5])
def test_keeps_the_promises_of_a_component(length):
    network = GRU(d_input=D_INPUT, d_hidden=D_HIDDEN)
    check_component(network, torch.randn(3, length, D_INPUT))


def test_reading_in_pieces_is_reading_at_once():
    network, _ = ours_and_pytorch()
    x = torch.randn(3, 6, D_INPUT)
    whole, last = network(x)
    first, state = network(x[:, :2])
    second, resumed = network(x[:, 2:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)
    torch.testing.assert_close(resumed, last)


def test_no_state_depends_on_later_tokens():
    network, _ = ours_and_pytorch()
    x = torch.randn(3, 6, D_INPUT)
    changed = torch.cat([x[:, :3], -x[:, 3:]], dim=1)
    before, after = network(x)[0], network(changed)[0]
    torch.testing.assert_close(before[:, :3], after[:, :3])
    assert not torch.allclose(before[:, 3:], after[:, 3:])


@pytest.mark.parametrize("size", ["d_input", "d_hidden"])
def test_a_size_below_one_is_refused(size):
    sizes = {"d_input": 5, "d_hidden": 7, size: 0}
    with pytest.raises(ValueError, match=f"{size}=0 must be at least 1"):
        GRU(**sizes)


@pytest.mark.parametrize("shape", [(3, 5), (3, 6, 4), (3, 0, 5)])
def test_a_sequence_that_does_not_fit_is_refused(shape, no_shape_checks):
    network, _ = ours_and_pytorch()
    with pytest.raises(ValueError, match=r"expected \(batch, seq, d_input=5\)"):
        network(torch.zeros(shape))


def test_a_state_that_does_not_fit_is_refused(no_shape_checks):
    network, _ = ours_and_pytorch()
    state = torch.zeros(2, D_HIDDEN)
    with pytest.raises(ValueError, match=r"state of shape \(3, d_hidden=7\)"):
        network(torch.zeros(3, 6, D_INPUT), state)
