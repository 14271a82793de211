"""Each activation is its formula, and what is said of it."""

import math

import numpy as np
import pytest
import torch
from transformers.activations import ACT2FN

from tests.component import DEVICES
from unmasked.feed_forward import activations, fused

X = torch.linspace(-9, 9, 721)
# Name here, name in Hugging Face's table.
NAMES = {
    "relu": "relu",
    "relu_squared": "relu2",
    "gelu": "gelu",
    "gelu_tanh": "gelu_pytorch_tanh",
    "silu": "silu",
}


@pytest.mark.against("ACT2FN")
@pytest.mark.parametrize("path", [activations, fused])
@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_hugging_face_forward_and_backward(name, path):
    ours_in, theirs_in = (X.clone().requires_grad_() for _ in range(2))
    ours = getattr(path, name)(ours_in)
    theirs = ACT2FN[NAMES[name]](theirs_in)
    torch.testing.assert_close(ours, theirs)
    ours.sum().backward()
    theirs.sum().backward()
    # At 0 exactly ReLU has no derivative, and the two may choose differently.
    smooth = X != 0
    torch.testing.assert_close(ours_in.grad[smooth], theirs_in.grad[smooth])


@pytest.mark.parametrize("name", NAMES)
def test_both_paths_agree_in_bfloat16(name):
    x = X.bfloat16()
    clear, fast = getattr(activations, name)(x), getattr(fused, name)(x)
    assert clear.dtype == fast.dtype == torch.bfloat16
    torch.testing.assert_close(clear, fast, rtol=1 / 64, atol=2e-2)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("path", [activations, fused])
@pytest.mark.parametrize("name", NAMES)
def test_is_captured_whole_by_the_compiler(name, path, device, no_shape_checks):
    function = getattr(path, name)
    compiled = torch.compile(function, fullgraph=True, backend="aot_eager")
    x = X.to(device)
    torch.testing.assert_close(compiled(x), function(x))


@pytest.mark.parametrize("name", NAMES)
def test_takes_numbers_of_any_shape_and_none(name):
    function = getattr(activations, name)
    assert function(torch.tensor(1.0)).shape == ()
    assert function(torch.zeros(0, 3)).shape == (0, 3)


def test_gelu_is_x_times_the_normal_distribution():
    normal = torch.distributions.Normal(0.0, 1.0)
    torch.testing.assert_close(activations.gelu(X), X * normal.cdf(X))


def test_gelu_is_the_mean_of_random_gates():
    noise = torch.randn(200_000, 1)
    x = torch.tensor([-1.0, 0.5, 2.0])
    kept = (x * (noise < x)).mean(0)
    torch.testing.assert_close(activations.gelu(x), kept, atol=0.01, rtol=0)


def test_the_tanh_form_is_never_off_by_more_than_half_a_thousandth():
    x = X.double()
    off = (activations.gelu(x) - activations.gelu_tanh(x)).abs().max()
    assert 4e-4 < off < 5e-4


def test_gelu_dips_where_the_docstring_says():
    x = torch.linspace(-2, 0, 20_001, dtype=torch.float64)
    lowest, where = activations.gelu(x).min(0)
    assert round(float(lowest), 2) == -0.17
    assert round(float(x[where]), 2) == -0.75


def test_silu_is_swish_and_its_formula_in_exponentials():
    expected = X.double().numpy() / (1 + np.exp(-X.double().numpy()))
    torch.testing.assert_close(
        activations.silu(X.double()), torch.from_numpy(expected)
    )


def test_large_numbers_stay_finite():
    x = torch.tensor([-1e4, 1e4])
    for name in NAMES:
        out = getattr(activations, name)(x)
        assert out.isfinite().all()
        assert float(out[0]) == 0
        assert math.isclose(float(out[1]), 1e8 if "squared" in name else 1e4)
