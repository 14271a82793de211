"""Multi-head self-attention in NumPy."""

import numpy as np
import pytest
import torch

from tests.from_scratch.oracles import (
    assert_same,
    finite_difference,
    numpy_gradients,
    numpy_weights,
    to_numpy,
)
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.from_scratch.multi_head import (
    merge,
    multi_head,
    multi_head_backward,
    split,
)

CAUSAL = np.tri(5, dtype=bool)


@pytest.mark.against("MultiHeadAttention")
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("n_heads", [1, 2, 6])
def test_agrees_with_the_pytorch_component_forward_and_backward(n_heads, bias):
    theirs = MultiHeadAttention(d_model=6, n_heads=n_heads, bias=bias).double()
    x = torch.randn(3, 5, 6, dtype=torch.double, requires_grad=True)
    expected = theirs(x, causal=True)
    direction = torch.randn_like(x)
    expected.backward(direction)
    weights = numpy_weights(theirs)
    ours = multi_head(to_numpy(x), weights, n_heads=n_heads, mask=CAUSAL)
    np.testing.assert_allclose(ours, to_numpy(expected))
    d_x, grads = multi_head_backward(
        direction.numpy(), to_numpy(x), weights, n_heads=n_heads, mask=CAUSAL
    )
    np.testing.assert_allclose(d_x, to_numpy(x.grad), atol=1e-12)
    assert_same(grads, numpy_gradients(theirs))


@pytest.mark.against(rule="finite differences")
def test_gradients_are_those_of_finite_differences():
    weights = numpy_weights(MultiHeadAttention(d_model=4, n_heads=2))
    rng = np.random.default_rng(0)
    x, direction = rng.normal(size=(1, 3, 4)), rng.normal(size=(1, 3, 4))

    def loss():
        return float((multi_head(x, weights, n_heads=2) * direction).sum())

    d_x, grads = multi_head_backward(direction, x, weights, n_heads=2)
    np.testing.assert_allclose(d_x, finite_difference(loss, x), atol=1e-8)
    for name, grad in grads.items():
        moved = finite_difference(loss, weights[name])
        np.testing.assert_allclose(grad, moved, atol=1e-8, err_msg=name)


def test_merge_undoes_split():
    x = np.random.default_rng(0).normal(size=(2, 5, 6))
    np.testing.assert_array_equal(merge(split(x, n_heads=3)), x)


@pytest.mark.parametrize("n_heads", [0, 4])
def test_heads_that_do_not_divide_the_width_are_refused(n_heads):
    with pytest.raises(ValueError, match=f"{n_heads=} must divide width=6"):
        split(np.zeros((2, 5, 6)), n_heads=n_heads)
