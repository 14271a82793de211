"""ALiBi: straight lines, with the paper's slopes."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from transformers.models.bloom.modeling_bloom import build_alibi_tensor

from tests.component import DEVICES, check_component
from unmasked.attention.fused import attend
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.positions.alibi import alibi_bias, alibi_slopes


class Layer(nn.Module):
    """An attention layer that makes its own bias."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(d_model=6, n_heads=3)

    def forward(self, x: Tensor) -> Tensor:
        bias = alibi_bias(x.shape[1], n_heads=3, device=x.device)
        return self.attention(x, causal=True, bias=bias)


def test_slopes_are_the_papers():
    """Section 3 prints them: 1/2 … 1/2⁸ for 8 heads, roots between for 16."""
    expected = 2.0 ** -torch.arange(1, 9)
    torch.testing.assert_close(alibi_slopes(8), expected)
    torch.testing.assert_close(
        alibi_slopes(16), 2.0 ** -(torch.arange(1, 17) / 2)
    )


@pytest.mark.against("build_alibi_tensor")
@settings(deadline=None)
@given(st.integers(min_value=1, max_value=130))
def test_slopes_are_hugging_faces_bloom(n_heads):
    everything = torch.ones(1, 2)
    theirs = build_alibi_tensor(everything, n_heads, torch.float32)[:, 0, 1]
    torch.testing.assert_close(alibi_slopes(n_heads), theirs)


@pytest.mark.against("build_alibi_tensor")
@pytest.mark.parametrize("n_heads", [1, 3, 4])
def test_attends_as_hugging_faces_bloom(n_heads):
    """Bloom adds m·j and not m·(j − i): the softmax cannot tell."""
    query, key, value = torch.randn(3, 2, n_heads, 5, 4)
    theirs = build_alibi_tensor(torch.ones(2, 5), n_heads, torch.float32)
    torch.testing.assert_close(
        attend(
            query, key, value, causal=True, bias=alibi_bias(5, n_heads=n_heads)
        ),
        attend(
            *(query, key, value),
            causal=True,
            bias=theirs.view(2, n_heads, 1, 5),
        ),
    )


def test_falls_with_the_distance_both_ways():
    bias = alibi_bias(5, n_heads=2)
    slopes = alibi_slopes(2)
    for h in range(2):
        for i in range(5):
            for j in range(5):
                assert bias[h, i, j] == -slopes[h] * abs(i - j)


@pytest.mark.parametrize(("n_query", "n_key"), [(1, 7), (3, 7), (0, 7)])
def test_queries_are_the_last_positions(n_query, n_key):
    whole = alibi_bias(n_key, n_heads=3)
    last = alibi_bias(n_query, n_key, n_heads=3)
    assert torch.equal(last, whole[:, n_key - n_query :])


def test_keeps_the_promises_of_a_component():
    check_component(Layer(), torch.randn(3, 5, 6))


@pytest.mark.parametrize("device", DEVICES)
def test_lives_where_it_is_asked_for(device):
    assert alibi_bias(3, n_heads=3, device=device).device.type == device


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: alibi_slopes(0), "n_heads=0 must be at least 1"),
        (
            lambda: alibi_bias(-1, 2, n_heads=1),
            "lengths cannot be negative: n_query=-1, n_key=2",
        ),
        (
            lambda: alibi_bias(1, -2, n_heads=1),
            "lengths cannot be negative: n_query=1, n_key=-2",
        ),
    ],
)
def test_impossible_sizes_are_named(call, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()
