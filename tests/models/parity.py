"""Hold a model to a reference: the same outputs, and the same gradients."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn

Load = Callable[[nn.Module, Mapping[str, Tensor]], None]
Run = Callable[[nn.Module], Sequence[Tensor]]


def check_same(
    make: Callable[[], nn.Module],
    reference: nn.Module,
    load: Load,
    *,
    ours: Run,
    theirs: Run,
) -> None:
    """Outputs and gradients of all weights are those of a reference.

    Args:
        make: makes our model.
        reference: theirs, tiny and random.
        load: copies their weights, by their names, into our model.
        ours: runs our model.
        theirs: runs their model, on the same input.
    """
    model = make()
    load(model, reference.state_dict())
    model.eval()
    reference.eval()
    our_outputs, their_outputs = ours(model), theirs(reference)
    our_loss, their_loss = torch.zeros(()), torch.zeros(())
    for our, their in zip(our_outputs, their_outputs, strict=True):
        torch.testing.assert_close(our, their, rtol=1e-5, atol=2e-6)
        target = torch.randn_like(their)
        our_loss = our_loss + (our * target).sum()
        their_loss = their_loss + (their * target).sum()
    our_loss.backward()
    their_loss.backward()
    # Gradients have the weights' names, and are translated like them.
    state = dict(reference.state_dict(keep_vars=True))
    gradients = {
        name: tensor if tensor.grad is None else tensor.grad
        for name, tensor in state.items()
    }
    expected = make()
    load(expected, gradients)
    wanted_all = {n: p.detach() for n, p in expected.named_parameters()}
    largest_of_all = max(w.abs().max().item() for w in wanted_all.values())
    for name, parameter in model.named_parameters():
        wanted = wanted_all[name]
        largest = wanted.abs().max().item()
        torch.testing.assert_close(
            parameter.grad,
            wanted,
            rtol=1e-5,
            # The second term is for the bias of keys, whose gradient is zero
            # but for rounding: the softmax cannot see it.
            atol=2e-5 * largest + 1e-7 * largest_of_all,
            msg=lambda text, name=name: f"gradient of {name}: {text}",
        )
