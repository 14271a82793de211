"""Gradients and steps of a whole GPT in NumPy."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import (
    assert_same,
    finite_difference,
    numpy_gradients,
    numpy_weights,
)
from tests.from_scratch.tiny_gpt import (
    N_HEADS,
    TOKENS,
    mean_loss,
    tiny_gpt,
)
from unmasked.from_scratch.adamw import AdamW
from unmasked.from_scratch.gpt_training import (
    loss_and_gradients,
    training_step,
)


@pytest.mark.against("torch.autograd")
@pytest.mark.parametrize("n_layers", [1, 3])
def test_gradients_of_all_weights_agree_with_autograd(n_layers):
    theirs, targets = tiny_gpt(n_layers), TOKENS.roll(-1, dims=1)
    targets[:, -1] = -100
    mean_loss(theirs, TOKENS, targets).backward()
    loss, grads = loss_and_gradients(
        TOKENS.numpy(), targets.numpy(), numpy_weights(theirs), n_heads=N_HEADS
    )
    assert loss == pytest.approx(mean_loss(theirs, TOKENS, targets).item())
    assert_same(
        dict(sorted(grads.items())),
        dict(sorted(numpy_gradients(theirs).items())),
    )


def test_gradients_are_those_of_finite_differences():
    weights = numpy_weights(tiny_gpt(1))
    tokens, targets = TOKENS[:2, :3].numpy(), TOKENS[:2, 1:4].numpy()

    def loss():
        return loss_and_gradients(tokens, targets, weights, n_heads=2)[0]

    _, grads = loss_and_gradients(tokens, targets, weights, n_heads=2)
    for name in ("embed.weight", "blocks.0.attention.norm.weight"):
        moved = finite_difference(loss, weights[name])
        np.testing.assert_allclose(grads[name], moved, atol=1e-7, err_msg=name)


@pytest.mark.against("torch.optim.AdamW")
def test_ten_training_steps_are_those_of_pytorch():
    theirs = tiny_gpt()
    weights = numpy_weights(theirs)
    options = {"lr": 0.01, "weight_decay": 0.1}
    optimizer, reference = (
        AdamW(**options),
        torch.optim.AdamW(theirs.parameters(), **options),
    )
    losses = []
    for _ in range(10):
        ours = training_step(TOKENS.numpy(), weights, optimizer, n_heads=2)
        reference.zero_grad()
        loss = mean_loss(theirs, TOKENS[:, :-1], TOKENS[:, 1:])
        loss.backward()
        reference.step()
        assert ours == pytest.approx(loss.item(), rel=1e-6)
        losses.append(ours)
    assert losses[-1] < losses[0]
    for name, weight in numpy_weights(theirs).items():
        np.testing.assert_allclose(weights[name], weight, atol=1e-5)
