"""Long short-term memory."""

import pytest
import torch

from tests.recurrent import networks
from tests.recurrent.networks import D_HIDDEN, D_INPUT
from unmasked.recurrent.lstm import LSTM


def ours_and_pytorch():
    return networks.ours_and_pytorch(LSTM, torch.nn.LSTM)


@pytest.mark.against("torch.nn.LSTM")
def test_agrees_with_pytorch_forward_and_backward():
    ours, theirs = ours_and_pytorch()
    x = torch.randn(3, 6, D_INPUT)
    start = torch.randn(2, 3, D_HIDDEN)
    results = []
    for network, shape in [(ours, (3, -1)), (theirs, (1, 3, -1))]:
        leaves = [x.clone().requires_grad_(), start.clone().requires_grad_()]
        state = tuple(part.view(shape) for part in leaves[1])
        shown, last = network(leaves[0], state)
        hidden, cell = (part.view(3, -1) for part in last)
        loss = (shown**2).sum() + (hidden + cell)[:, 0].sum()
        grads = torch.autograd.grad(loss, [*leaves, *theirs.parameters()])
        results.append([shown, hidden, cell, *grads])
    torch.testing.assert_close(*results)


def test_starts_from_zeros():
    network, _ = ours_and_pytorch()
    x = torch.randn(3, 6, D_INPUT)
    zeros = torch.zeros(3, D_HIDDEN)
    torch.testing.assert_close(network(x), network(x, (zeros, zeros)))


def test_open_forget_gates_keep_the_cell_and_its_gradient():
    network, _ = ours_and_pytorch()
    with torch.no_grad():
        network.input_proj.bias[:D_HIDDEN] = -1e3  # write nothing
        network.input_proj.bias[D_HIDDEN : 2 * D_HIDDEN] = 1e3  # forget nothing
    cell = torch.randn(3, D_HIDDEN, requires_grad=True)
    state = (torch.zeros(3, D_HIDDEN), cell)
    _, (_, last) = network(torch.randn(3, 100, D_INPUT), state)
    torch.testing.assert_close(last, cell)
    last.sum().backward()
    torch.testing.assert_close(cell.grad, torch.ones(3, D_HIDDEN))


def test_keeps_the_promises_of_a_component():
    networks.check_promises(networks.new(LSTM))


def test_starts_from_weights_as_small_as_pytorchs():
    networks.check_first_weights(LSTM)


def test_reading_in_pieces_is_reading_at_once():
    networks.check_pieces(networks.new(LSTM))


def test_no_state_depends_on_later_tokens():
    networks.check_order(networks.new(LSTM))


def test_what_does_not_fit_is_refused(no_shape_checks):
    networks.check_refusals(LSTM)


def test_a_state_that_does_not_fit_is_refused(no_shape_checks):
    network, _ = ours_and_pytorch()
    state = torch.zeros(2, D_HIDDEN)
    with pytest.raises(ValueError, match=r"state of shape \(3, d_hidden=7\)"):
        network(torch.zeros(3, 6, D_INPUT), (state, state))
