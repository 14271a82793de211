"""DeepNorm: α on the stream, β on the weights, both from the depth."""

import pytest
import torch
from torch import nn

from tests.residual.parts import Attention, norm
from unmasked.feed_forward import MLP, GatedMLP, relu, silu
from unmasked.residual import PostNorm
from unmasked.residual.deep_norm import (
    DeepNorm,
    deep_norm_constants,
    deep_norm_encoder_decoder_constants,
    deep_norm_init_,
)


def test_with_alpha_one_it_is_post_norm():
    x, attention, layer = torch.randn(3, 5, 6), Attention(), norm()
    deep = DeepNorm(attention, norm=layer, alpha=1.0)
    torch.testing.assert_close(deep(x), PostNorm(attention, norm=layer)(x))


@pytest.mark.against(rule="post-norm around a sublayer divided by α")
def test_is_post_norm_around_a_sublayer_divided_by_alpha():
    # A norm does not see a common factor, but for its ε.
    x, linear = torch.randn(3, 6), nn.Linear(6, 6, bias=False)
    deep = DeepNorm(linear, norm=nn.LayerNorm(6, eps=0.0), alpha=3.0)
    divided = nn.Linear(6, 6, bias=False)
    divided.weight.data = linear.weight.data / 3
    post = PostNorm(divided, norm=nn.LayerNorm(6, eps=0.0))
    torch.testing.assert_close(deep(x), post(x))


@pytest.mark.parametrize("n", [1, 6, 18, 100, 1000])
def test_constants_of_one_stack_balance_as_the_paper_requires(n):
    # §4.3: an update stays bounded if 2N (v² + w²)/α² is constant for the
    # gains v = w = β; figure 2 chooses α⁴ = 2N, β⁴ = 1/(8N).
    alpha, beta = deep_norm_constants(n_layers=n)
    assert alpha**4 == pytest.approx(2 * n)
    assert beta**4 * 8 * n == pytest.approx(1)
    assert 2 * n * (beta**2 + beta**2) / alpha**2 == pytest.approx(1)


@pytest.mark.against(rule="the constants in the authors' code")
@pytest.mark.parametrize(("n", "m"), [(6, 6), (18, 18), (100, 25)])
def test_constants_of_two_stacks_are_those_of_the_authors_code(n, m):
    # microsoft/torchscale, architecture/{encoder,decoder}.py.
    encoder, decoder = deep_norm_encoder_decoder_constants(
        n_encoder_layers=n, n_decoder_layers=m
    )
    assert encoder.alpha == pytest.approx(0.81 * (n**4 * m) ** 0.0625)
    assert encoder.beta == pytest.approx(
        1 / 1.15 / (n**4 * m) ** 0.0625, rel=1e-3
    )
    assert decoder.alpha == pytest.approx((3.0 * m) ** 0.25)
    assert decoder.beta == pytest.approx((12.0 * m) ** -0.25)


def test_weights_start_as_xavier_scaled_where_values_pass():
    model = nn.ModuleDict({
        name: nn.Linear(300, 300)
        for name in ("q_proj", "k_proj", "v_proj", "o_proj")
    })  # fmt: skip
    model["mlp"] = MLP(d_model=300, d_ff=300, activation=relu)
    model["gated"] = GatedMLP(d_model=300, d_ff=300, activation=silu)
    deep_norm_init_(model, beta=0.25)
    # Glorot and Bengio 2010: variance 2 / (fan in + fan out).
    xavier = (2 / 600) ** 0.5
    for path, layer in model.named_modules():
        if isinstance(layer, nn.Linear):
            gain = 1.0 if path in ("q_proj", "k_proj") else 0.25
            spread = float(layer.weight.detach().std())
            assert spread == pytest.approx(gain * xavier, rel=0.02), path


def test_a_module_without_the_names_is_refused():
    with pytest.raises(ValueError, match="Linear has no layer named q_proj"):
        deep_norm_init_(nn.Linear(3, 3), beta=0.5)


def test_depths_below_one_are_refused():
    with pytest.raises(ValueError, match="n_layers=0 must be at least 1"):
        deep_norm_constants(n_layers=0)
    with pytest.raises(ValueError, match="n_decoder_layers=0 must be at"):
        deep_norm_encoder_decoder_constants(
            n_encoder_layers=6, n_decoder_layers=0
        )
