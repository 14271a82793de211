"""RMS normalization, with and without gain, and with Gemma's offset."""

import pytest
import torch
import torch.nn.functional as F
from transformers.models.gemma.modeling_gemma import GemmaRMSNorm
from transformers.models.llama.modeling_llama import LlamaRMSNorm

from tests.component import check_component
from unmasked.norms import fused
from unmasked.norms.layer_norm import LayerNorm
from unmasked.norms.rms_norm import RMSNorm

KINDS = [{}, {"gain": False}, {"unit_offset": True}]


def norm_and_input(d_model=7, **options):
    norm = RMSNorm(d_model=d_model, **options)
    if norm.weight is not None:
        torch.nn.init.normal_(norm.weight)
    return norm, torch.randn(3, 5, d_model) * 4 + 2


@pytest.mark.parametrize("options", KINDS)
def test_keeps_the_promises_of_a_component(options):
    check_component(*norm_and_input(**options))


@pytest.mark.against("F.rms_norm")
@pytest.mark.parametrize("options", KINDS)
def test_agrees_with_pytorch_forward_and_backward(options):
    norm, x = norm_and_input(**options)
    gain = None if norm.weight is None else norm.offset + norm.weight
    ours_in, theirs_in = (x.clone().requires_grad_() for _ in range(2))
    ours = norm(ours_in)
    theirs = F.rms_norm(theirs_in, (7,), gain, norm.eps)
    torch.testing.assert_close(ours, theirs)
    direction = torch.randn_like(x)
    leaves = list(norm.parameters())
    ours_grads = torch.autograd.grad(ours, [ours_in, *leaves], direction)
    theirs_grads = torch.autograd.grad(theirs, [theirs_in, *leaves], direction)
    torch.testing.assert_close(ours_grads, theirs_grads)


@pytest.mark.against("LlamaRMSNorm")
@pytest.mark.parametrize(
    ("reference", "options"),
    [(LlamaRMSNorm, {}), (GemmaRMSNorm, {"unit_offset": True})],
)
def test_takes_the_weights_of_hugging_face(reference, options):
    theirs = reference(7, eps=1e-6)
    torch.nn.init.normal_(theirs.weight)
    ours, x = norm_and_input(**options)
    ours.load_state_dict(theirs.state_dict())
    torch.testing.assert_close(ours(x), theirs(x))


def test_a_faint_token_meets_the_epsilon_as_llamas_does():
    # Its mean square is a hundredth of ε: how large ε is, and where it
    # stands, decides everything.
    x = torch.randn(5, 7) * 1e-4
    expected = LlamaRMSNorm(7)(x)
    for norm in (RMSNorm, fused.RMSNorm):
        torch.testing.assert_close(norm(d_model=7)(x), expected)


def test_is_layer_norm_on_a_token_whose_mean_is_zero():
    _, x = norm_and_input()
    centered = x - x.mean(-1, keepdim=True)
    layer = LayerNorm(d_model=7, eps=1e-6)
    torch.testing.assert_close(RMSNorm(d_model=7)(centered), layer(centered))


def test_starts_with_a_gain_of_one_in_every_kind():
    _, x = norm_and_input()
    plain, bare, offset = (RMSNorm(d_model=7, **kind)(x) for kind in KINDS)
    torch.testing.assert_close(plain, bare)
    torch.testing.assert_close(plain, offset)


@pytest.mark.parametrize("path", [RMSNorm, fused.RMSNorm])
def test_a_gain_near_one_is_not_rounded_away_in_bfloat16(path):
    norm = path(d_model=4, unit_offset=True)
    torch.nn.init.constant_(norm.weight, 0.003)  # bfloat16: 1.003 is 1.0
    x = torch.ones(4, dtype=torch.bfloat16) * 100
    gain_kept = norm.bfloat16()(x.float())
    torch.testing.assert_close(
        gain_kept, torch.full((4,), 1.003), atol=1e-4, rtol=0
    )


def test_zeros_stay_zeros_with_a_finite_gradient():
    x = torch.zeros(7, requires_grad=True)
    RMSNorm(d_model=7)(x).sum().backward()
    assert x.grad is not None
    assert x.grad.isfinite().all()


def test_a_width_below_one_is_refused():
    with pytest.raises(ValueError, match="d_model=-1 must be at least 1"):
        RMSNorm(d_model=-1)


def test_an_offset_without_a_gain_is_refused():
    with pytest.raises(ValueError, match="unit_offset=True needs a gain"):
        RMSNorm(d_model=7, gain=False, unit_offset=True)


def test_another_width_is_refused(no_shape_checks):
    with pytest.raises(ValueError, match=r"d_model=7 wide, got shape \(2, 1\)"):
        RMSNorm(d_model=7)(torch.zeros(2, 1))
