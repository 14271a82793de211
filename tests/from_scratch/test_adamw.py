"""AdamW in NumPy."""

import numpy as np
import pytest
import torch

from unmasked.from_scratch.adamw import AdamW


@pytest.mark.against("torch.optim.AdamW")
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_agrees_with_pytorch_step_by_step(weight_decay):
    options = {"lr": 0.01, "betas": (0.8, 0.95), "weight_decay": weight_decay}
    theirs = torch.randn(3, 4, dtype=torch.double, requires_grad=True)
    weights = {"w": theirs.detach().numpy().copy()}
    optimizer, reference = (
        AdamW(**options),
        torch.optim.AdamW([theirs], **options),
    )
    for _ in range(5):
        theirs.grad = torch.randn_like(theirs)
        optimizer.step(weights, {"w": theirs.grad.numpy()})
        reference.step()
        np.testing.assert_allclose(weights["w"], theirs.detach().numpy())


def test_the_first_step_moves_every_weight_by_the_learning_rate():
    weights = {"w": np.zeros(3)}
    optimizer = AdamW(lr=0.1, weight_decay=0.0)
    optimizer.step(weights, {"w": np.array([1e-3, -1.0, 1e3])})
    np.testing.assert_allclose(weights["w"], [-0.1, 0.1, -0.1], rtol=1e-4)


def test_a_weight_without_a_gradient_stays():
    weights = {"w": np.ones(2), "frozen": np.ones(2)}
    AdamW().step(weights, {"w": np.ones(2)})
    np.testing.assert_array_equal(weights["frozen"], np.ones(2))
