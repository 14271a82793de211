"""The fast path computes what the clear path does, in less memory."""

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from tests.attention.cases import CASES, CASES_TO_COMPILE, Case
from tests.attention.test_scaled_dot_product import every_case, outcome
from tests.component import DEVICES
from unmasked.attention import fused, scaled_dot_product


@pytest.mark.against("scaled_dot_product.attend")
@every_case
@pytest.mark.parametrize("device", DEVICES)
def test_agrees_with_the_clear_path_forward_and_backward(
    case: Case, device: str
):
    tensors, keywords = case.tensors(device=device), case.keywords(device)
    fast = outcome(fused.attend, tensors, keywords)
    clear = outcome(scaled_dot_product.attend, tensors, keywords)
    # A GPU's kernels multiply float32 in another order and tiling.
    close = {} if device == "cpu" else {"rtol": 1e-4, "atol": 1e-4}
    torch.testing.assert_close(fast, clear, **close)


@every_case
@pytest.mark.parametrize("device", DEVICES)
def test_bfloat16_stays_bfloat16_and_close(case: Case, device: str):
    tensors, keywords = case.tensors(device=device), case.keywords(device)
    exact = outcome(scaled_dot_product.attend, tensors, keywords)
    half = tuple(t.detach().bfloat16().requires_grad_() for t in tensors)
    rounded = outcome(fused.attend, half, keywords)
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
    compiled = torch.compile(fused.attend, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(
        outcome(compiled, tensors, keywords),
        outcome(fused.attend, tensors, keywords),
    )


def test_one_compiled_function_serves_every_length(no_shape_checks):
    compiled = torch.compile(
        fused.attend, fullgraph=True, backend="aot_eager", dynamic=True
    )
    for n_query, n_key in [(5, 5), (6, 6), (1, 6), (2, 7), (7, 2)]:
        case = Case(query=(2, 3, n_query, 8), key=(2, 3, n_key, 8))
        tensors = case.tensors()
        torch.testing.assert_close(
            compiled(*tensors, causal=True), fused.attend(*tensors, causal=True)
        )


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64])
@pytest.mark.parametrize("device", DEVICES)
def test_a_bias_of_another_type_is_rounded_to_the_scores(dtype, device):
    tensors = Case().tensors(device=device)
    bias = torch.randn(3, 5, 5).bfloat16().to(device)
    plain = fused.attend(*tensors, bias=bias.float())
    for path in (fused, scaled_dot_product):
        output = path.attend(*tensors, bias=bias.to(dtype))
        assert output.dtype == torch.float32
        torch.testing.assert_close(output, plain)


@pytest.mark.parametrize("name", ["a row sees nothing", "nobody sees anything"])
@pytest.mark.parametrize("bias", [None, (5, 5)])
@pytest.mark.parametrize("device", DEVICES)
def test_a_row_that_sees_nothing_is_zero_forward_and_backward(
    name: str, bias: tuple | None, device: str
):
    case = Case(mask=CASES[name].mask, bias=bias)
    output, d_query, *rest = outcome(
        fused.attend, case.tensors(device=device), case.keywords(device)
    )
    blind = ~case.mask.any(-1)
    assert (output[:, :, blind] == 0).all()
    assert (d_query[:, :, blind] == 0).all()
    assert all(gradient.isfinite().all() for gradient in rest)


@pytest.mark.parametrize("path", [fused, scaled_dot_product])
def test_what_is_not_a_number_is_not_hidden(path):
    """Zeros are for rows that see nothing, not for a run that went wrong."""
    query, key, value = (t.detach() for t in Case().tensors())
    key[..., 1, 0] = torch.nan
    mask = CASES["a row sees nothing"].mask & (torch.arange(5) != 3)
    output = path.attend(query, key, value, mask)
    seeing = mask.any(-1)
    assert output[:, :, seeing].isnan().all()


def test_a_learned_bias_gets_the_gradient_of_the_clear_path():
    case = CASES["bias and causal"]
    tensors, keywords = case.tensors(), case.keywords()
    bias = keywords["bias"].requires_grad_()
    gradients = [
        torch.autograd.grad(attend(*tensors, **keywords).sin().sum(), bias)
        for attend in (fused.attend, scaled_dot_product.attend)
    ]
    torch.testing.assert_close(*gradients)


@pytest.mark.parametrize(
    "name",
    [
        "no leading axes",
        "heads without a batch",
        "one key head for all",
        "groups of heads",
        "groups, padded",
        "causal",
        "everything at once",
    ],
)
def test_never_falls_back_to_the_whole_matrix(name: str):
    # PyTorch refuses to run if none of the allowed kernels can serve a call.
    case = CASES[name]
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        fused.attend(*case.tensors(), **case.keywords())


def test_does_not_hold_the_weights():
    """Memory grows with the length: no tensor has n × n numbers."""
    n = 512
    query = torch.randn(2, 2, n, 4, requires_grad=True)
    largest = {}
    for name, module in {
        "fast": fused,
        "clear": scaled_dot_product,
    }.items():
        with torch.profiler.profile(
            activities=[torch.profiler.ProfilerActivity.CPU],
            profile_memory=True,
        ) as profile:
            module.attend(query, query[:, :1], query, causal=True)
        largest[name] = max(e.cpu_memory_usage for e in profile.events())
    bytes_of_weights = 2 * 2 * n * n * 4
    assert largest["clear"] >= bytes_of_weights
    assert largest["fast"] < bytes_of_weights / 8
