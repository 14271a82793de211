"""What every model with an encoder and a decoder is held to."""

import pytest
import torch
from torch import Tensor, nn

from tests.models.decoders import random_tokens


def check_chunks(model: nn.Module, source: Tensor, chunks: list[int]) -> None:
    """Writing in chunks, memory projected once, is what one pass gives."""
    model.eval()
    target = random_tokens(
        len(source), sum(chunks), vocab_size=model.config.vocab_size
    )
    memory = model.keys_values(model.encode(source))
    cache = model.new_cache(batch=len(source))
    steps = [
        model.decode(part, memory, cache=cache)
        for part in target.split(chunks, dim=1)
    ]
    torch.testing.assert_close(
        torch.cat(steps, dim=1), model(source, target), rtol=1e-4, atol=1e-5
    )


def write_greedily(
    model: nn.Module, source: Tensor, *, start: int, n_tokens: int
) -> Tensor:
    """Write the likeliest token, and again, with the cache."""
    memory = model.keys_values(model.encode(source))
    cache = model.new_cache(batch=len(source))
    written = [torch.full((len(source), 1), start)]
    for _ in range(n_tokens):
        logits = model.decode(written[-1], memory, cache=cache)
        written.append(logits[:, -1:].argmax(dim=-1))
    return torch.cat(written, dim=1)


def check_target_refusals(model: nn.Module, source: Tensor) -> None:
    """Empty, too long and foreign targets are refused in clear words."""
    limit, vocab_size = model.config.max_length, model.config.vocab_size
    memory = model.encode(source[:1])
    with pytest.raises(ValueError, match="there are no tokens"):
        model.decode(torch.zeros(1, 0, dtype=torch.long), memory)
    long = torch.zeros(1, limit + 1, dtype=torch.long)
    message = f"{limit + 1} tokens are more than the model can read"
    with pytest.raises(ValueError, match=message):
        model.decode(long, memory)
    assert model.decode(long[:, 1:], memory).shape[1] == limit
    cache = model.new_cache(batch=1)
    model.decode(long[:, :-2], memory, cache=cache)
    with pytest.raises(ValueError, match=message):
        model.decode(long[:, :2], memory, cache=cache)
    with pytest.raises(ValueError, match=f"between 0 and {vocab_size - 1}"):
        model.decode(torch.tensor([[0, vocab_size]]), memory)
    with pytest.raises(ValueError, match=message):
        model.new_cache(batch=1, max_length=limit + 1)
    projected = model.keys_values(memory)
    n_layers = len(projected)
    with pytest.raises(ValueError, match=f"{n_layers - 1} layers, the decoder"):
        model.decode(long[:, :2], projected[1:])
