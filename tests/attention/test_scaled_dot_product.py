"""The clear path is PyTorch's function, and each of its claims holds."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from tests.attention.cases import CASES, CASES_TO_COMPILE, Case
from tests.component import DEVICES
from unmasked.attention.masks import causal_mask
from unmasked.attention.scaled_dot_product import attend, attention_weights

every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def pytorch(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None,
    *,
    causal: bool,
    bias: Tensor | None,
    scale: float | None,
) -> Tensor:
    """PyTorch's function, told everything in the one way it understands."""
    allowed = torch.ones(query.shape[-2], key.shape[-2], dtype=torch.bool)
    allowed = allowed.to(query.device)
    if causal:
        # Query i is position i + (k − q) of the keys' sequence.
        rows = torch.arange(query.shape[-2]) + key.shape[-2] - query.shape[-2]
        seen = torch.arange(key.shape[-2]) <= rows[:, None]
        allowed = allowed & seen.to(query.device)
    if mask is not None:
        allowed = allowed & mask
    scores = torch.zeros(allowed.shape, device=query.device)
    scores = scores.masked_fill(~allowed, -torch.inf)
    if bias is not None:
        scores = scores + bias
    return F.scaled_dot_product_attention(
        query, key, value, attn_mask=scores.to(query.dtype), scale=scale
    )


def outcome(
    attend: Callable[..., Tensor], tensors: tuple[Tensor, ...], keywords: dict
) -> list[Tensor]:
    """The output, and the gradients of query, key and value."""
    output = attend(*tensors, **keywords)
    torch.manual_seed(1)
    upstream = torch.randn(output.shape).to(output)
    return [output, *torch.autograd.grad(output, tensors, upstream)]


@pytest.mark.against("F.scaled_dot_product_attention")
@every_case
@pytest.mark.parametrize("device", DEVICES)
def test_agrees_with_pytorch_forward_and_backward(case: Case, device: str):
    tensors, keywords = case.tensors(device=device), case.keywords(device)
    ours = outcome(attend, tensors, keywords)
    theirs = outcome(pytorch, tensors, keywords)
    torch.testing.assert_close(ours, theirs)


@every_case
@pytest.mark.parametrize("device", DEVICES)
def test_bfloat16_stays_bfloat16_and_close(case: Case, device: str):
    tensors, keywords = case.tensors(device=device), case.keywords(device)
    exact = outcome(attend, tensors, keywords)
    half = tuple(t.detach().bfloat16().requires_grad_() for t in tensors)
    rounded = outcome(attend, half, keywords)
    assert all(t.dtype == torch.bfloat16 for t in rounded)
    # bfloat16 rounds at 1/256; a few roundings add up on numbers around 3.
    torch.testing.assert_close(
        [t.float() for t in rounded], exact, rtol=0, atol=0.1
    )


@pytest.mark.parametrize(
    "case", CASES_TO_COMPILE.values(), ids=CASES_TO_COMPILE.keys()
)
def test_compiles_whole(case: Case, no_shape_checks):
    tensors, keywords = case.tensors(), case.keywords()
    compiled = torch.compile(attend, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(
        outcome(compiled, tensors, keywords), outcome(attend, tensors, keywords)
    )


def test_gradients_are_those_of_finite_differences():
    small = Case(query=(2, 3, 4), key=(2, 3, 4), d_value=4)
    query, key, value = small.tensors(torch.float64)
    bias = torch.randn(2, 3, 3, dtype=torch.float64, requires_grad=True)

    def call(query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        return attend(query, key, value, causal=True, bias=bias)

    assert torch.autograd.gradcheck(call, (query, key, value, bias))


def test_weights_are_distributions_over_what_is_visible():
    query, key, _ = Case().tensors()
    weights = attention_weights(query, key, causal=True)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3, 5))
    assert (weights[..., causal_mask(5)] > 0).all()
    assert (weights[..., ~causal_mask(5)] == 0).all()


def test_a_row_that_sees_nothing_is_zero_forward_and_backward():
    case = CASES["a row sees nothing"]
    output, *gradients = outcome(attend, case.tensors(), case.keywords())
    assert (output[:, :, 2] == 0).all()
    assert (gradients[0][:, :, 2] == 0).all()
    assert all(gradient.isfinite().all() for gradient in gradients)


def test_a_batch_in_which_nobody_sees_anything_gets_zeros():
    case = CASES["nobody sees anything"]
    for tensor in outcome(attend, case.tensors(), case.keywords()):
        assert (tensor == 0).all()


def test_changing_the_future_changes_nothing_before():
    query, key, value = Case().tensors()
    before = attend(query, key, value, causal=True)
    later_key, later_value = key.clone(), value.clone()
    later_key[..., 3:, :] += 1
    later_value[..., 3:, :] += 1
    after = attend(query, later_key, later_value, causal=True)
    torch.testing.assert_close(after[..., :3, :], before[..., :3, :])
    assert not torch.isclose(after[..., 3:, :], before[..., 3:, :]).any()


def test_decoding_with_a_cache_is_the_last_rows_of_the_full_pass():
    query, key, value = Case().tensors()
    full = attend(query, key, value, causal=True)
    last = attend(query[..., 3:, :], key, value, causal=True)
    torch.testing.assert_close(last, full[..., 3:, :])


@given(st.permutations(range(5)))
def test_is_equivariant_to_permutations_of_the_positions(order):
    query, key, value = Case().tensors()
    torch.testing.assert_close(
        attend(query[..., order, :], key[..., order, :], value[..., order, :]),
        attend(query, key, value)[..., order, :],
    )


def test_a_constant_added_to_all_scores_changes_nothing():
    query, key, value = Case().tensors()
    constant = torch.full((1, 1), 3.0)
    torch.testing.assert_close(
        attend(query, key, value, bias=constant), attend(query, key, value)
    )


def test_huge_scores_do_not_overflow():
    query, key, value = Case().tensors()
    # The largest score wins by so much that its weight is one.
    winner = (query @ key.mT).argmax(-1)
    expected = value.gather(-2, winner[..., None].expand(value.shape))
    torch.testing.assert_close(attend(1e6 * query, key, value), expected)


def test_the_weights_are_those_that_attend_uses():
    case = CASES["everything at once"]
    (query, key, value), keywords = case.tensors(), case.keywords()
    weights = attention_weights(query, key, **keywords)
    torch.testing.assert_close(
        weights @ value, attend(query, key, value, **keywords)
    )
