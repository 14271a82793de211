"""The plain recurrent network."""

import pytest
import torch

from tests.recurrent import networks
from tests.recurrent.networks import D_HIDDEN, D_INPUT
from unmasked.recurrent.rnn import RNN


def ours_and_pytorch():
    return networks.ours_and_pytorch(RNN, torch.nn.RNN)


@pytest.mark.against("torch.nn.RNN")
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


def test_gradients_vanish_with_distance():
    network, _ = ours_and_pytorch()
    with torch.no_grad():
        norm = torch.linalg.matrix_norm(network.state_proj.weight, ord=2)
        network.state_proj.weight.mul_(0.5 / norm)
    x = torch.randn(1, 30, D_INPUT, requires_grad=True)
    network(x)[1].sum().backward()
    sizes = x.grad.norm(dim=-1)[0]
    # Each step multiplies by at most 0.5, the norm of U: tanh' is at most 1.
    assert sizes[0] < 0.5**29 * 10
    assert sizes[-1] > 1e3 * sizes[0]


def test_keeps_the_promises_of_a_component():
    networks.check_promises(networks.new(RNN))


def test_starts_from_weights_as_small_as_pytorchs():
    networks.check_first_weights(RNN)


def test_reading_in_pieces_is_reading_at_once():
    networks.check_pieces(networks.new(RNN))


def test_no_state_depends_on_later_tokens():
    networks.check_order(networks.new(RNN))


def test_what_does_not_fit_is_refused(no_shape_checks):
    networks.check_refusals(RNN)


def test_a_state_that_does_not_fit_is_refused(no_shape_checks):
    network, _ = ours_and_pytorch()
    state = torch.zeros(2, D_HIDDEN)
    with pytest.raises(ValueError, match=r"state of shape \(3, d_hidden=7\)"):
        network(torch.zeros(3, 6, D_INPUT), state)
