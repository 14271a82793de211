"""The fast path is the clear path: same weights, numbers and gradients."""

import pytest
import torch

from tests.component import check_component
from unmasked.norms import fused, layer_norm, rms_norm

PAIRS = [
    (layer_norm.LayerNorm, fused.LayerNorm, {}),
    (layer_norm.LayerNorm, fused.LayerNorm, {"bias": False, "eps": 0.5}),
    (rms_norm.RMSNorm, fused.RMSNorm, {"eps": 0.5}),
    (rms_norm.RMSNorm, fused.RMSNorm, {"gain": False}),
    (rms_norm.RMSNorm, fused.RMSNorm, {"unit_offset": True, "eps": 0.5}),
]


def pair_and_input(clear, fast, options):
    ours, theirs = clear(d_model=9, **options), fast(d_model=9, **options)
    for weight in ours.parameters():
        torch.nn.init.normal_(weight)
    theirs.load_state_dict(ours.state_dict())
    return ours, theirs, torch.randn(3, 5, 9) * 4 + 2


@pytest.mark.parametrize(("clear", "fast", "options"), PAIRS)
def test_keeps_the_promises_of_a_component(clear, fast, options):
    _, norm, x = pair_and_input(clear, fast, options)
    check_component(norm, x)


@pytest.mark.against("unmasked.norms")
@pytest.mark.parametrize(("clear", "fast", "options"), PAIRS)
def test_agrees_with_the_clear_path(clear, fast, options):
    clear_norm, fast_norm, x = pair_and_input(clear, fast, options)
    direction = torch.randn_like(x)
    results = []
    for norm in (clear_norm, fast_norm):
        leaf = x.clone().requires_grad_()
        out = norm(leaf)
        out.backward(direction)
        results.append([out, leaf.grad, *(p.grad for p in norm.parameters())])
    torch.testing.assert_close(*results)


@pytest.mark.parametrize(("clear", "fast", "options"), PAIRS)
def test_agrees_with_the_clear_path_in_bfloat16(clear, fast, options):
    clear_norm, fast_norm, x = pair_and_input(clear, fast, options)
    x = x.bfloat16()
    ours, theirs = clear_norm.bfloat16()(x), fast_norm.bfloat16()(x)
    assert theirs.dtype == torch.bfloat16
    # One rounding each may fall to either side; LayerNorm cancels near 0.
    torch.testing.assert_close(ours, theirs, rtol=1 / 64, atol=1e-3)


@pytest.mark.parametrize(("clear", "fast", "options"), PAIRS)
def test_another_width_is_refused(clear, fast, options, no_shape_checks):
    with pytest.raises(ValueError, match="expected an input d_model=9 wide"):
        fast(d_model=9, **options)(torch.zeros(2, 1))
