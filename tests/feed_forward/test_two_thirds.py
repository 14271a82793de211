"""The 2/3 rule gives the widths that Llama's models were published with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unmasked.feed_forward import two_thirds_d_ff

# d_model and d_ff: `hidden_size` and `intermediate_size` of the models'
# config.json on the Hugging Face hub; for Llama 3 also Grattafiori et al.
# 2024, table 3, https://arxiv.org/abs/2407.21783. Rounding and multiplier:
# `multiple_of` and `ffn_dim_multiplier` of the params.json beside Meta's
# weights.
PUBLISHED = {
    "Llama 7B": (4096, 256, 1.0, 11008),
    "Llama 13B": (5120, 256, 1.0, 13824),
    "Llama 33B": (6656, 256, 1.0, 17920),
    "Llama 65B": (8192, 256, 1.0, 22016),
    "Llama 2 70B": (8192, 4096, 1.3, 28672),
    "Llama 3 8B": (4096, 1024, 1.3, 14336),
    "Llama 3 70B": (8192, 4096, 1.3, 28672),
    "Llama 3 405B": (16384, 4096, 1.2, 53248),
    "TinyLlama 1.1B": (2048, 256, 1.0, 5632),
}


@pytest.mark.against(
    rule="published widths of Llama, Llama 2 and their kin", exactly=True
)
@pytest.mark.parametrize("model", PUBLISHED)
def test_gives_the_published_width(model):
    d_model, multiple_of, multiplier, d_ff = PUBLISHED[model]
    width = two_thirds_d_ff(
        d_model, multiple_of=multiple_of, multiplier=multiplier
    )
    assert width == d_ff


@pytest.mark.parametrize("d_model", [3, 96, 768, 12288])
def test_costs_what_the_plain_layer_costs(d_model):
    gated, plain = 3 * d_model * two_thirds_d_ff(d_model), 8 * d_model**2
    assert gated == plain


@given(
    d_model=st.integers(min_value=1, max_value=20_000),
    multiple_of=st.sampled_from([1, 8, 256]),
    multiplier=st.sampled_from([1.0, 1.2, 1.3]),
)
def test_takes_the_steps_of_llamas_code(d_model, multiple_of, multiplier):
    # Meta's `Block` hands over 4 · dim, and `FeedForward` goes on from there.
    hidden_dim = int(2 * (4 * d_model) / 3)
    hidden_dim = int(multiplier * hidden_dim)
    hidden_dim = multiple_of * ((hidden_dim + multiple_of - 1) // multiple_of)
    width = two_thirds_d_ff(
        d_model, multiple_of=multiple_of, multiplier=multiplier
    )
    assert width == hidden_dim


def test_rounds_to_no_multiple_unless_told():
    assert two_thirds_d_ff(5) == 13


@pytest.mark.parametrize("d_model", [1, 7, 100, 769])
def test_rounds_up_to_the_next_multiple_and_no_further(d_model):
    exact = 8 * d_model // 3
    width = two_thirds_d_ff(d_model, multiple_of=64)
    assert width % 64 == 0
    assert exact <= width < exact + 64


def test_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match="d_model=0 must be at least 1"):
        two_thirds_d_ff(0)
    with pytest.raises(ValueError, match="multiple_of=0 must be at least 1"):
        two_thirds_d_ff(64, multiple_of=0)


def test_a_multiplier_that_leaves_nothing_is_refused():
    with pytest.raises(ValueError, match=r"multiplier=0\.0 must be positive"):
        two_thirds_d_ff(64, multiplier=0.0)
