import pytest
import torch
from torch import nn

from unmasked.experiments import load, stream_writes
from unmasked.models.llama import Llama, LlamaConfig

SIZES = LlamaConfig(
    vocab_size=50,
    n_layers=3,
    d_model=16,
    n_heads=4,
    n_kv_heads=2,
    d_ff=32,
    max_length=16,
)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Llama(SIZES).eval()


@pytest.fixture
def tokens():
    return torch.randint(
        50, (1, 12), generator=torch.Generator().manual_seed(0)
    )


def test_a_quick_run_looks_into_the_encoder():
    quick = dict(stream_writes.measure(quick=True))
    assert len(quick["MiniLM"]["stream"]) == 7
    assert len(stream_writes.draw(quick, "MiniLM").data) == 4


def test_lengths_are_those_of_the_stream(model, tokens):
    found = stream_writes.writes(model, tokens)
    x = model.embed(tokens)
    length = x[0, 1:].norm(dim=-1).median()
    assert found["stream"][0] == pytest.approx(length.item())
    assert found["first token"][0] == pytest.approx(x[0, 0].norm().item())
    assert len(found["stream"]) == 1 + len(found["attention"]) == 4


def test_the_last_reading_of_the_lens_is_what_the_model_says(model, tokens):
    scores = model(tokens)[0, :-1]
    loss = nn.functional.cross_entropy(scores, tokens[0, 1:]).item()
    assert stream_writes.lens_losses(model, tokens)[-1] == pytest.approx(
        loss, abs=1e-5
    )


def test_nothing_is_left_of_an_ablation(model, tokens):
    before = model(tokens)
    found = stream_writes.without(model, tokens)
    assert torch.equal(model(tokens), before)
    assert len(found["write"]) == len(found["carry"]) == 3


def test_without_its_carry_a_block_gives_its_writes_alone(model, tokens):
    block, x = model.blocks[0], torch.randn(1, 5, 16)
    rotary = model.rotary(torch.arange(5))
    plain = block(x, rotary=rotary)
    handle = block.register_forward_hook(stream_writes._forget())
    torch.testing.assert_close(block(x, rotary=rotary), plain - x)
    handle.remove()


def test_in_the_recording_forgetting_costs_more_than_silence():
    found = load("stream_writes")
    write, carry = (stream_writes.rises(found, w) for w in ("write", "carry"))
    assert all(c > w for w, c in zip(write[1:], carry[1:], strict=True))
    assert write[0] > carry[0], "the first layer writes nearly all there is"
    assert len(stream_writes.draw_without(found).data) == 2
    assert len(stream_writes.draw_lens(found).data[0].z) == 31
