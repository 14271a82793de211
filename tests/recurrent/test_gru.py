"""The gated recurrent unit."""

import pytest
import torch

from tests.recurrent import networks
from tests.recurrent.networks import D_HIDDEN, D_INPUT
from unmasked.recurrent.gru import GRU


def ours_and_pytorch():
    return networks.ours_and_pytorch(GRU, torch.nn.GRU)


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


def test_keeps_the_promises_of_a_component():
    networks.check_promises(networks.new(GRU))


def test_starts_from_weights_as_small_as_pytorchs():
    networks.check_first_weights(GRU)


def test_reading_in_pieces_is_reading_at_once():
    networks.check_pieces(networks.new(GRU))


def test_no_state_depends_on_later_tokens():
    networks.check_order(networks.new(GRU))


def test_what_does_not_fit_is_refused(no_shape_checks):
    networks.check_refusals(GRU)


def test_a_state_that_does_not_fit_is_refused(no_shape_checks):
    network, _ = ours_and_pytorch()
    state = torch.zeros(2, D_HIDDEN)
    with pytest.raises(ValueError, match=r"state of shape \(3, d_hidden=7\)"):
        network(torch.zeros(3, 6, D_INPUT), state)
