"""The formulas are the bytes that PyTorch really holds."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.distributed._tools.mem_tracker import MemTracker

from unmasked.attention import fused, scaled_dot_product
from unmasked.attention.grouped_query import GroupedQueryAttention
from unmasked.attention.multi_head import MultiHeadAttention
from unmasked.cost.memory import (
    activation_bytes,
    block_activation_bytes,
    logits_bytes,
    state_bytes,
)
from unmasked.feed_forward.fused import gelu, silu
from unmasked.feed_forward.gated import GatedMLP
from unmasked.feed_forward.mlp import MLP
from unmasked.models.bert import BertBlock, BertConfig
from unmasked.models.gpt2 import GPT2, GPT2Block, GPT2Config
from unmasked.models.llama import LlamaBlock, LlamaConfig
from unmasked.models.qwen import QwenBlock, QwenConfig
from unmasked.models.transformer import EncoderBlock, TransformerConfig
from unmasked.models.vit import ViTBlock, ViTConfig
from unmasked.norms.fused import LayerNorm
from unmasked.positions.rotary import Rotary
from unmasked.residual import PreNorm
from unmasked.training.recompute import recompute

SIZES = {"d_model": 48, "n_heads": 6, "d_ff": 80}
BATCH, TOKENS = 2, 128


class Block(nn.Module):
    def __init__(self, *, n_kv_heads=None, gated=False, attend=fused.attend):
        super().__init__()
        heads = {"d_model": 48, "n_heads": 6, "attend": attend}
        attention = (
            GroupedQueryAttention(**heads, n_kv_heads=n_kv_heads)
            if n_kv_heads
            else MultiHeadAttention(**heads)
        )
        self.look = PreNorm(attention, norm=LayerNorm(d_model=48))
        mlp = (
            GatedMLP(d_model=48, d_ff=80, activation=silu)
            if gated
            else MLP(d_model=48, d_ff=80, activation=gelu)
        )
        self.think = PreNorm(mlp, norm=LayerNorm(d_model=48))

    def forward(self, x):
        return self.think(self.look(x, causal=True))


def kept_bytes(run, parameters) -> int:
    """What autograd keeps, each storage once, without the weights."""
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor):
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda t: t):
        run()
    weights = {p.untyped_storage().data_ptr() for p in parameters}
    return sum(
        tensor.untyped_storage().nbytes()
        for pointer, tensor in kept.items()
        if pointer not in weights
    )


def measured(model, dtype=torch.float32) -> int:
    x = torch.randn(BATCH, TOKENS, 48, dtype=dtype, requires_grad=True)
    return kept_bytes(lambda: model(x), model.parameters())


@pytest.mark.against(rule="the bytes that autograd keeps", exactly=True)
@pytest.mark.parametrize("gated", [False, True])
def test_a_block_keeps_what_the_formula_says(gated):
    ours = block_activation_bytes(
        **SIZES, gated=gated, n_tokens=TOKENS, batch=BATCH
    )
    assert measured(Block(gated=gated)) == sum(ours.values())


@pytest.mark.parametrize("n_kv_heads", [1, 2, 3])
def test_grouped_heads_keep_fewer_keys_and_values(n_kv_heads):
    ours = block_activation_bytes(
        **SIZES, n_kv_heads=n_kv_heads, n_tokens=TOKENS, batch=BATCH
    )
    # With several groups PyTorch gives the output group by group; laid side
    # by side for the last projection it is another copy.
    copy = BATCH * TOKENS * 48 * 4 if n_kv_heads > 1 else 0
    block = Block(n_kv_heads=n_kv_heads)
    assert measured(block) == sum(ours.values()) + copy


@pytest.mark.parametrize("attend", [fused.attend, scaled_dot_product.attend])
@pytest.mark.parametrize("name", ["GPT-2", "BERT", "ViT", "Transformer"])
def test_a_block_of_the_package_s_models_keeps_what_the_formula_says(
    name, attend
):
    sizes = {"n_layers": 1, "d_model": 48, "n_heads": 6}
    d_ff, text = {"d_ff": 80}, {"vocab_size": 50}
    image = {"image_size": 8, "patch_size": 4, "n_classes": 5}
    block, config, more = {
        "GPT-2": (
            GPT2Block, GPT2Config(**text, **sizes, max_length=TOKENS),
            {"d_ff": 4 * 48},
        ),
        "BERT": (
            BertBlock, BertConfig(**text, **sizes, **d_ff, max_length=TOKENS),
            {"masked": False},
        ),
        "ViT": (
            ViTBlock, ViTConfig(**image, **sizes, **d_ff), {"masked": False}
        ),
        "Transformer": (
            EncoderBlock, TransformerConfig(**text, **sizes, **d_ff),
            {"masked": False, "relu": True},
        ),
    }[name]  # fmt: skip
    is_fused = attend is fused.attend
    ours = block_activation_bytes(
        **SIZES | more, n_tokens=TOKENS, batch=BATCH, fused=is_fused
    )
    masks = 2 * TOKENS**2 if name == "GPT-2" and not is_fused else 0
    kept = measured(block(config, attend=attend))
    assert kept == sum(ours.values()) + masks


@pytest.mark.parametrize("name", ["Llama", "Qwen"])
def test_blocks_with_rms_norm_keep_normalized_tokens_and_turns_too(name):
    sizes = {
        "vocab_size": 50, "n_layers": 1, "d_model": 48, "n_heads": 6,
        "n_kv_heads": 2, "d_ff": 80, "max_length": TOKENS,
    }  # fmt: skip
    if name == "Llama":
        block = LlamaBlock(LlamaConfig(**sizes), attend=fused.attend)
    else:
        block = QwenBlock(QwenConfig(**sizes, d_head=8), attend=fused.attend)
    turn = Rotary(d_rotary=8)(torch.arange(TOKENS))
    x = torch.randn(BATCH, TOKENS, 48, requires_grad=True)
    kept = kept_bytes(lambda: block(x, rotary=turn), block.parameters())
    ours = block_activation_bytes(
        **SIZES, n_kv_heads=2, gated=True, norm_statistics=1, n_tokens=TOKENS,
        batch=BATCH,
    )  # fmt: skip
    # For each token: two normalized copies, the output of the heads side by
    # side; of queries and keys input, normalized copy and statistics.
    more = 2 * 48 + 48
    if name == "Qwen":
        more += 2 * (6 + 2) * 8 + (6 + 2)
    angles = 2 * TOKENS * 4  # cosines and sines, for all sequences
    extra = 4 * (BATCH * TOKENS * more + angles)
    assert kept == sum(ours.values()) + extra


def test_attention_written_out_keeps_its_weights_twice():
    block = Block(attend=scaled_dot_product.attend)
    ours = block_activation_bytes(
        **SIZES, n_tokens=TOKENS, batch=BATCH, fused=False
    )
    masks = 2 * TOKENS**2  # of one byte, shared by all heads
    assert measured(block) == sum(ours.values()) + masks


def test_only_written_out_attention_grows_with_the_square():
    def total(n_tokens, fused):
        kept = block_activation_bytes(**SIZES, n_tokens=n_tokens, fused=fused)
        return sum(kept.values())

    assert total(2048, fused=True) == 2 * total(1024, fused=True)
    assert total(2048, fused=False) > 3.5 * total(1024, fused=False)


def test_recomputed_layers_keep_their_inputs():
    model = nn.Sequential(*(Block() for _ in range(3)))
    one = BATCH * TOKENS * 48 * 4
    block = block_activation_bytes(**SIZES, n_tokens=TOKENS, batch=BATCH)
    sizes = {
        "n_layers": 3, "input_bytes": one,
        "block_bytes": sum(block.values()),
    }  # fmt: skip
    assert measured(model) == activation_bytes(**sizes, recompute=False)
    recompute(model)
    # In the forward pass; the backward pass then adds one layer at a time.
    assert measured(model) == 3 * one
    assert (
        activation_bytes(**sizes, recompute=True)
        == 3 * one + sizes["block_bytes"]
    )


@pytest.mark.against(
    rule="the bytes of weights, gradients and optimizer", exactly=True
)
def test_what_is_held_for_each_weight_is_what_tensors_hold():
    model = nn.Linear(30, 20)
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.randn(1, 30)).sum().backward()
    optimizer.step()
    ours = state_bytes(n_parameters=30 * 20 + 20)
    weights = list(model.parameters())
    assert ours["weights"] == sum(p.nbytes for p in weights)
    assert ours["gradients"] == sum(p.grad.nbytes for p in weights)
    assert ours["optimizer"] == sum(
        value.nbytes
        for held in optimizer.state.values()
        for name, value in held.items()
        if name != "step"
    )


def test_mixed_precision_as_zero_counts_it_takes_sixteen_bytes_a_weight():
    # Rajbhandari et al. 2020, §3.1: 2 + 2 + 12 bytes; 1.5B weights, 24 GB.
    held = state_bytes(
        n_parameters=1_500_000_000, bytes_per_weight=2, bytes_per_gradient=2,
        bytes_per_optimizer=12,
    )  # fmt: skip
    assert sum(held.values()) == 24e9


def test_shards_split_all_of_it():
    whole = state_bytes(n_parameters=1000)
    split = state_bytes(n_parameters=1000, n_shards=8)
    assert split == {name: held / 8 for name, held in whole.items()}


def test_cross_entropy_keeps_a_copy_of_the_logits():
    logits = torch.randn(64, 500, requires_grad=True)
    targets = torch.randint(500, (64,))
    kept = kept_bytes(lambda: F.cross_entropy(logits, targets), [])
    one = logits_bytes(vocab_size=500, n_tokens=64, copies=1)
    assert one == logits.nbytes
    # Beside the log-probabilities, the targets and one total weight.
    assert kept == one + targets.nbytes + 4


@pytest.mark.parametrize(("holds_logits", "copies"), [(False, 3), (True, 4)])
def test_the_peak_of_a_training_step_is_the_sum_of_all(holds_logits, copies):
    vocab_size = 3000
    model = GPT2(
        GPT2Config(
            vocab_size=vocab_size, n_layers=3, d_model=48, n_heads=6,
            max_length=TOKENS,
        )
    )  # fmt: skip
    optimizer = torch.optim.AdamW(model.parameters())
    tokens = torch.randint(vocab_size, (BATCH, TOKENS + 1))

    def step():
        logits = model(tokens[:, :-1]).flatten(0, 1)
        loss = F.cross_entropy(logits, tokens[:, 1:].flatten())
        if not holds_logits:
            del logits
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    step()  # the optimizer makes its means
    tracker = MemTracker()
    tracker.track_external(model, optimizer, tokens)
    with tracker:
        step()
    peak = tracker.get_tracker_snapshot("peak")[torch.device("cpu")]["Total"]

    n_parameters = sum(p.numel() for p in model.parameters())
    held = state_bytes(n_parameters=n_parameters)
    sizes = {"n_tokens": TOKENS, "batch": BATCH}
    block = block_activation_bytes(**SIZES | {"d_ff": 4 * 48}, **sizes)
    one = BATCH * TOKENS * 48 * 4
    activations = activation_bytes(
        n_layers=3, block_bytes=sum(block.values()), input_bytes=one,
        recompute=False,
    )  # fmt: skip
    # The last norm: what comes in, what goes out, and two numbers a token.
    activations += 2 * one + 2 * BATCH * TOKENS * 4
    logits = logits_bytes(vocab_size=vocab_size, **sizes, copies=copies)
    # It is reached as the backward pass begins: no weight has a gradient yet.
    ours = held["weights"] + held["optimizer"] + activations + logits
    # Beside the tokens as ids, three times, and a few single numbers.
    assert ours < peak < ours + 4 * tokens.nbytes


@pytest.mark.parametrize(
    ("function", "sizes", "named"),
    [
        (state_bytes, {"n_parameters": 0}, "n_parameters=0"),
        (
            state_bytes,
            {"n_parameters": 1, "bytes_per_optimizer": -1},
            "bytes_per_optimizer=-1 must not be negative",
        ),
        (block_activation_bytes, SIZES | {"n_tokens": 0}, "n_tokens=0"),
        (logits_bytes, {"vocab_size": 1, "n_tokens": 0}, "n_tokens=0"),
        (
            activation_bytes,
            {
                "n_layers": 0, "block_bytes": 1, "input_bytes": 1,
                "recompute": True,
            },
            "n_layers=0",
        ),
    ],
)  # fmt: skip
def test_impossible_sizes_are_refused(function, sizes, named):
    with pytest.raises(ValueError, match=named):
        function(**sizes)
