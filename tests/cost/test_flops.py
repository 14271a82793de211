"""The formulas count what PyTorch's own counter sees."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from package_models import BATCH, TOKENS, package_models
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from unmasked.attention import causal_mask, sliding_window_mask
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.scaled_dot_product import attend
from unmasked.cost.cross_attention import cross_attention_flops
from unmasked.cost.flops import (
    attended_pairs,
    backward_flops,
    forward_flops,
    six_n_d,
)
from unmasked.cost.parameters import parameters
from unmasked.feed_forward.gated import GatedMLP
from unmasked.feed_forward.mlp import MLP
from unmasked.models.mistral import Mistral, MistralConfig

SIZES = {
    "n_layers": 2, "d_model": 32, "n_heads": 4, "n_kv_heads": 2, "d_head": 16,
    "d_ff": 48, "vocab_size": 100,
}  # fmt: skip


class Model(nn.Module):
    """A decoder whose head is tied, with attention written out."""

    def __init__(self, *, gated: bool) -> None:
        super().__init__()
        mlp = GatedMLP if gated else MLP
        self.embed = nn.Embedding(100, 32)
        self.attention = nn.ModuleList(
            GroupedQueryAttention(
                d_model=32, n_heads=4, n_kv_heads=2, d_head=16, attend=attend
            )
            for _ in range(2)
        )
        self.feed_forward = nn.ModuleList(
            mlp(d_model=32, d_ff=48, activation=torch.tanh) for _ in range(2)
        )

    def forward(self, tokens):
        x = self.embed(tokens)
        for look, think in zip(self.attention, self.feed_forward, strict=True):
            x = x + look(x, causal=True)
            x = x + think(x)
        return x @ self.embed.weight.T


def counted(run) -> int:
    with FlopCounterMode(display=False) as counter:
        run()
    return counter.get_total_flops()


@pytest.mark.against("FlopCounterMode", exactly=True)
@pytest.mark.parametrize("gated", [False, True])
def test_forward_and_backward_are_what_the_counter_counts(gated):
    model, tokens = Model(gated=gated), torch.randint(100, (3, 10))
    # Written out, attention multiplies the pairs it then masks, too.
    forward = forward_flops(
        **SIZES, gated=gated, batch=3, n_tokens=10, causal=False
    )
    assert counted(lambda: model(tokens)) == sum(forward.values())
    both = counted(lambda: model(tokens).sum().backward())
    backward = backward_flops(forward)
    assert both == sum(forward.values()) + sum(backward.values())


@pytest.mark.against("FlopCounterMode", exactly=True)
@pytest.mark.parametrize("name", package_models())
def test_every_model_of_the_package_does_as_many_operations(name):
    case = package_models()[name]
    shape = {"batch": BATCH, "n_tokens": TOKENS, "causal": False}
    passes = [
        forward_flops(**stack, **shape | settings)
        for stack, settings in zip(case.stacks, case.flops, strict=True)
    ]
    if case.cross:
        passes.append(cross_attention_flops(**case.cross))
    forward = sum(sum(flops.values()) for flops in passes) + case.more_flops
    backward = 2 * case.more_flops + sum(
        sum(backward_flops(flops).values()) for flops in passes
    )

    def loss():
        out = case.model(*case.inputs)
        parts = out if isinstance(out, tuple) else (out,)
        return sum(part.sum() for part in parts)

    assert counted(loss) == forward
    assert counted(lambda: loss().backward()) == forward + backward


def test_with_a_window_a_model_does_less_than_all_and_no_less_than_it_must():
    sizes = {**SIZES, "window": 8}
    config = MistralConfig(
        vocab_size=100, n_layers=2, d_model=32, n_heads=4, n_kv_heads=2,
        d_ff=48, max_length=64, window=8,
    )  # fmt: skip
    del sizes["d_head"]
    model, tokens = Mistral(config), torch.randint(100, (1, 64))
    needed = forward_flops(**sizes, gated=True, n_tokens=64)
    looking = needed["scores"] + needed["values"]
    # The counter sees nothing of PyTorch's fused kernel on a CPU.
    with sdpa_kernel(SDPBackend.MATH):
        everything = counted(lambda: model(tokens))
    found = everything - sum(needed.values()) + looking
    # Blocks of 8 queries see up to 15 keys, of which each may use 8.
    assert looking <= found <= 2 * looking


def test_recomputing_a_block_costs_its_forward_pass_again():
    model, tokens = Model(gated=False), torch.randint(100, (1, 10))

    def run():
        x = model.embed(tokens)
        for look, think in zip(
            model.attention, model.feed_forward, strict=True
        ):
            x = torch.utils.checkpoint.checkpoint(
                lambda x, look=look, think=think: think(look(x)), x,
                use_reentrant=False, early_stop=False,
            )  # fmt: skip
        (x @ model.embed.weight.T).sum().backward()

    forward = forward_flops(**SIZES, n_tokens=10, causal=False)
    backward = backward_flops(forward, recompute_blocks=True)
    assert counted(run) == sum(forward.values()) + sum(backward.values())


def test_fused_attention_recomputes_the_scores():
    # PyTorch's formula for fused kernels: five products backward, two forward.
    shape = (1, 4, 10, 16)
    forward_count = torch.utils.flop_counter.sdpa_flop_count(*[shape] * 3)
    backward_count = torch.utils.flop_counter.sdpa_backward_flop_count(
        *[shape] * 4
    )
    forward = forward_flops(
        **SIZES | {"n_layers": 1}, n_tokens=10, causal=False
    )
    backward = backward_flops(forward, recompute_scores=True)
    assert forward["scores"] + forward["values"] == forward_count
    assert backward["scores"] + backward["values"] == backward_count
    # Nothing else is computed again.
    assert backward | {"scores": 0} == backward_flops(forward) | {"scores": 0}
    assert backward["scores"] == 3 * forward["scores"]


@given(st.integers(1, 40), st.integers(0, 40), st.none() | st.integers(1, 100))
def test_pairs_are_what_the_mask_allows(n_tokens, n_cached, window):
    n_keys = n_tokens + n_cached
    mask = causal_mask(n_tokens, n_keys)
    if window is not None:
        mask = sliding_window_mask(n_tokens, n_keys, window=window)
    ours = attended_pairs(n_tokens, n_cached=n_cached, window=window)
    assert ours == mask.sum()
    everything = attended_pairs(n_tokens, n_cached=n_cached, causal=False)
    assert everything == mask.numel()


def test_decoding_token_by_token_costs_what_one_pass_does():
    steps = [
        forward_flops(**SIZES, n_tokens=1, n_cached=seen) for seen in range(20)
    ]
    whole = forward_flops(**SIZES, n_tokens=20)
    for name, flops in whole.items():
        assert sum(step[name] for step in steps) == flops


def test_the_embedding_is_free_and_the_head_never():
    flops = forward_flops(**SIZES, n_tokens=10)
    assert flops["embedding"] == 0
    assert flops["head"] == 2 * 10 * 32 * 100
    assert forward_flops(**SIZES | {"vocab_size": 0}, n_tokens=1)["head"] == 0


def test_with_a_window_the_scores_grow_in_proportion_to_the_length():
    def scores(n_tokens):
        return forward_flops(**SIZES, n_tokens=n_tokens, window=8)["scores"]

    assert scores(2000) - scores(1000) == scores(3000) - scores(2000)


def test_matrices_and_scores_of_a_layer_are_equal_at_six_times_the_width():
    # Per token and layer 24·d² for the matrices and 4·T·d for the scores.
    sizes = {"n_layers": 1, "d_model": 64, "n_heads": 4, "d_ff": 256}
    flops = forward_flops(**sizes, vocab_size=0, n_tokens=6 * 64, causal=False)
    looking = flops["scores"] + flops["values"]
    assert looking == sum(flops.values()) - looking


def test_six_n_d_is_all_but_the_scores():
    forward = forward_flops(**SIZES, n_tokens=10)
    matrices = sum(
        flops + 2 * flops
        for name, flops in forward.items()
        if name not in ("scores", "values")
    )
    weights = parameters(**SIZES, tied=False)
    multiplied = (
        weights["attention"] + weights["feed_forward"] + weights["head"]
    )
    assert six_n_d(multiplied, 10) == matrices


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="n_tokens=0"):
        attended_pairs(0)
    with pytest.raises(ValueError, match="n_cached=-1 must not be negative"):
        attended_pairs(1, n_cached=-1)
    with pytest.raises(ValueError, match="window=0"):
        attended_pairs(1, window=0)
    with pytest.raises(ValueError, match=r"window=4 .* needs causal=True"):
        attended_pairs(1, causal=False, window=4)
    with pytest.raises(ValueError, match="batch=0"):
        forward_flops(**SIZES, n_tokens=1, batch=0)
    with pytest.raises(ValueError, match="n_tokens=0"):
        six_n_d(1, 0)
