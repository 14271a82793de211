"""NumPy's attention is PyTorch's, and so are its gradients."""

import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tests.from_scratch.oracles import finite_difference
from unmasked.attention import scaled_dot_product
from unmasked.from_scratch.scaled_dot_product import (
    attend,
    attend_backward,
    softmax,
    softmax_backward,
)

MASKS = {
    "none": None,
    "causal": np.tri(5, dtype=bool),
    "padding": np.arange(5) < np.array([5, 2])[:, None, None, None],
    "a row sees nothing": np.arange(5)[:, None] != np.full(5, 2),
    "nobody sees anything": np.zeros((5, 5), dtype=bool),
}
every_mask = pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS.keys())


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def qkv(random) -> list[np.ndarray]:
    return [random.normal(size=(2, 3, 5, width)) for width in (4, 4, 7)]


def test_softmax_is_pytorchs(random):
    scores = random.normal(size=(3, 4, 6)) * 100
    theirs = torch.from_numpy(scores).softmax(-1).numpy()
    np.testing.assert_allclose(softmax(scores), theirs, atol=1e-15)


def test_softmax_of_a_row_of_minus_infinity_is_zero():
    scores = np.array([[-np.inf, -np.inf], [0.0, -np.inf]])
    np.testing.assert_allclose(softmax(scores), [[0, 0], [1, 0]])


def test_softmax_survives_scores_too_large_for_exp():
    np.testing.assert_allclose(softmax(np.array([1000.0, 1000.0])), [0.5, 0.5])


@pytest.mark.against("torch.nn.functional.scaled_dot_product_attention")
@every_mask
def test_agrees_with_pytorch(qkv, mask):
    theirs = F.scaled_dot_product_attention(
        *map(torch.from_numpy, qkv),
        attn_mask=None if mask is None else torch.from_numpy(mask),
    )
    np.testing.assert_allclose(attend(*qkv, mask), theirs.numpy(), atol=1e-12)


@every_mask
def test_agrees_with_the_clear_path(qkv, mask):
    ours = scaled_dot_product.attend(
        *map(torch.from_numpy, qkv),
        mask=None if mask is None else torch.from_numpy(mask),
    )
    np.testing.assert_allclose(attend(*qkv, mask), ours.numpy(), atol=1e-12)


@pytest.mark.parametrize(
    "shapes",
    [
        [(5, 4), (5, 4), (5, 4)],
        [(3, 2, 4), (3, 9, 4), (3, 9, 4)],
        [(2, 3, 5, 4), (2, 1, 5, 4), (1, 1, 5, 4)],
        [(1, 1, 1, 3), (1, 1, 1, 3), (1, 1, 1, 1)],
    ],
)
def test_broadcasts_as_the_clear_path_does(random, shapes):
    tensors = [random.normal(size=shape) for shape in shapes]
    ours = scaled_dot_product.attend(*map(torch.from_numpy, tensors))
    np.testing.assert_allclose(attend(*tensors), ours.numpy(), atol=1e-12)


@pytest.mark.against("torch.autograd")
@every_mask
def test_gradients_are_those_of_autograd(random, qkv, mask):
    upstream = random.normal(size=(2, 3, 5, 7))
    leaves = [torch.from_numpy(x).requires_grad_() for x in qkv]
    output = scaled_dot_product.attend(
        *leaves, mask=None if mask is None else torch.from_numpy(mask)
    )
    theirs = torch.autograd.grad(output, leaves, torch.from_numpy(upstream))
    ours = attend_backward(upstream, *qkv, mask)
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their.numpy(), atol=1e-12)


@pytest.mark.against(rule="finite differences")
@every_mask
def test_gradients_are_those_of_finite_differences(random, qkv, mask):
    upstream = random.normal(size=(2, 3, 5, 7))
    ours = attend_backward(upstream, *qkv, mask)
    for our, x in zip(ours, qkv, strict=True):
        numeric = finite_difference(
            lambda: (upstream * attend(*qkv, mask)).sum(), x
        )
        np.testing.assert_allclose(our, numeric, atol=1e-8)


def test_softmax_gradient_is_that_of_finite_differences(random):
    scores, upstream = random.normal(size=(2, 2, 6))
    ours = softmax_backward(upstream, softmax(scores))
    numeric = finite_difference(
        lambda: (upstream * softmax(scores)).sum(), scores
    )
    np.testing.assert_allclose(ours, numeric, atol=1e-9)


def test_nothing_here_imports_torch():
    # A fresh process: this one imported torch long ago.
    code = (
        "import sys, pkgutil, importlib, unmasked.from_scratch as package\n"
        "for module in pkgutil.iter_modules(package.__path__):\n"
        "    importlib.import_module(f'{package.__name__}.{module.name}')\n"
        "sys.exit('torch' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
