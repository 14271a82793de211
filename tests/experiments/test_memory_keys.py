import pytest
import torch

from unmasked.experiments import load, memory_keys
from unmasked.models.llama import Llama, LlamaConfig


def test_a_value_raises_the_token_that_it_points_to():
    torch.manual_seed(0)
    model = Llama(
        LlamaConfig(
            vocab_size=30, n_layers=1, d_model=16, n_heads=2, n_kv_heads=1,
            d_ff=12, max_length=8, tied=True,
        )
    )  # fmt: skip
    down = model.blocks[0].feed_forward.sublayer.down_proj.weight
    with torch.no_grad():
        model.embed.weight.copy_(torch.randn(30, 16))
        model.embed.weight /= model.embed.weight.norm(dim=1, keepdim=True)
        down.copy_(model.embed.weight[:12].T)
        said = memory_keys.raised(model, 0, torch.ones(12))
        assert said.tolist() == list(range(12))
        down.neg_()
        said = memory_keys.raised(model, 0, -torch.ones(12))
        assert said.tolist() == list(range(12))


def test_the_recording_counts_shares():
    for found in load("memory_keys").values():
        for kind in ("agree", "luck"):
            assert all(0 <= share <= 1 for share in found[kind])


@pytest.mark.slow
def test_a_quick_run_can_be_drawn_and_resumed():
    found = dict(memory_keys.measure(quick=True))
    memory_keys.draw(found)
    assert not dict(memory_keys.measure(quick=True, done=[*found]))
