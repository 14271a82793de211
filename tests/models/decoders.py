"""What every decoder-only model is held to, whatever its parts."""

import re
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from tests.models.parity import Load, check_same
from unmasked.attention.masks import document_mask


def random_tokens(*shape: int, vocab_size: int, seed: int = 1) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(vocab_size, shape, generator=generator)


def check_parity(
    make: Callable[[], nn.Module], reference: nn.Module, load: Load
) -> None:
    """Logits and gradients are those of a Hugging Face model.

    Args:
        make: makes our model.
        reference: theirs, tiny and random.
        load: copies their weights, by their names, into our model.
    """
    tokens = random_tokens(3, 7, vocab_size=reference.config.vocab_size)
    check_same(
        make,
        reference,
        load,
        ours=lambda model: [model(tokens)],
        theirs=lambda model: [model(tokens).logits],
    )


def check_chunks(model: nn.Module, chunks: list[int]) -> None:
    """Decoding in chunks of any size gives what one full pass gives."""
    model.eval()
    tokens = random_tokens(
        2, sum(chunks), vocab_size=model.config.vocab_size, seed=sum(chunks)
    )
    cache = model.new_cache(batch=2)
    steps = [model(part, cache=cache) for part in tokens.split(chunks, dim=1)]
    torch.testing.assert_close(
        torch.cat(steps, dim=1), model(tokens), rtol=1e-4, atol=1e-5
    )


def check_left_padding(model: nn.Module) -> None:
    """Padding on the left, masked and not counted, changes nothing.

    Neither in one pass nor in chunks with a cache, and rows may differ in it.
    """
    model.eval()
    lengths, n = [7, 3, 10], 10
    tokens = random_tokens(3, n, vocab_size=model.config.vocab_size)
    starts = n - torch.tensor(lengths)[:, None]
    real = torch.arange(n) >= starts
    places = (torch.arange(n) - starts).clamp(min=0)
    cache = model.new_cache(batch=3)
    for chunks, past in ([n], None), ([5, 1, 4], cache):
        steps, end = [], 0
        for part in tokens.split(chunks, dim=1):
            start, end = end, end + part.shape[1]
            steps.append(
                model(
                    part,
                    positions=places[:, start:end],
                    mask=real[:, None, None, :end],
                    cache=past,
                )
            )
        padded = torch.cat(steps, dim=1)
        for row, length in enumerate(lengths):
            torch.testing.assert_close(
                padded[row, -length:],
                model(tokens[row : row + 1, -length:])[0],
                rtol=1e-4,
                atol=1e-5,
            )


def check_packed(model: nn.Module) -> None:
    """Documents that share a row, told apart, are as if each were alone."""
    model.eval()
    lengths = [6, 1, 5]
    tokens = random_tokens(2, 12, vocab_size=model.config.vocab_size)
    documents = torch.arange(3).repeat_interleave(torch.tensor(lengths))
    packed = model(
        tokens,
        positions=torch.cat([torch.arange(length) for length in lengths]),
        mask=document_mask(documents.expand(2, -1)),
    )
    alone = [model(part) for part in tokens.split(lengths, dim=1)]
    torch.testing.assert_close(
        packed, torch.cat(alone, dim=1), rtol=1e-4, atol=1e-5
    )


def check_last_only(model: nn.Module) -> None:
    """The scores after the last token can be had alone."""
    tokens = random_tokens(2, 5, vocab_size=model.config.vocab_size)
    torch.testing.assert_close(
        model.eval()(tokens, last_only=True), model(tokens)[:, -1:]
    )


def check_refusals(model: nn.Module) -> None:
    """Empty, too long and foreign prompts are refused in clear words."""
    limit, vocab_size = model.config.max_length, model.config.vocab_size
    with pytest.raises(ValueError, match="a prompt needs at least one"):
        model(torch.zeros(1, 0, dtype=torch.long))
    long = torch.zeros(1, limit + 1, dtype=torch.long)
    message = f"{limit + 1} tokens are more than the model can read"
    with pytest.raises(ValueError, match=message):
        model(long)
    assert model(long[:, 1:]).shape[1] == limit
    with pytest.raises(ValueError, match=message):
        model.new_cache(batch=1, max_length=limit + 1)
    cache = model.new_cache(batch=1, max_length=limit)
    model(long[:, :-2], cache=cache)
    with pytest.raises(ValueError, match=message):
        model(long[:, :2], cache=cache)
    with pytest.raises(ValueError, match=f"between 0 and {vocab_size - 1}"):
        model(torch.tensor([[0, vocab_size]]))


def check_misfits(model: nn.Module, reference: nn.Module, load: Load) -> None:
    """A checkpoint that does not fit is refused with every name."""
    state = dict(reference.state_dict())
    gone = next(
        name for name in state if re.search(r"(norm|ln_f)\.weight$", name, re.I)
    )
    del state[gone]
    state["foreign.weight"] = torch.zeros(1)
    before = {n: p.clone() for n, p in model.named_parameters()}
    with pytest.raises(ValueError, match="does not fit") as error:
        load(model, state)
    assert "missing: " in str(error.value)
    assert "unexpected: foreign.weight" in str(error.value)
    for name, parameter in model.named_parameters():
        assert parameter.equal(before[name]), f"{name} was changed"


def n_weights(make: Callable[[], nn.Module]) -> int:
    """Count a model's weights without making room for them."""
    with torch.device("meta"):
        return sum(weight.numel() for weight in make().parameters())
