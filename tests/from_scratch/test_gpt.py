"""A whole GPT in NumPy: the same numbers as the PyTorch model."""

import numpy as np
import pytest

from tests.from_scratch.oracles import numpy_weights
from tests.from_scratch.tiny_gpt import (
    D_MODEL,
    LENGTH,
    N_HEADS,
    TOKENS,
    VOCAB,
    tiny_gpt,
)
from unmasked.from_scratch.gpt import gpt, residual_stream


@pytest.mark.against("unmasked.models.gpt2.GPT2")
@pytest.mark.parametrize("n_layers", [1, 3])
def test_agrees_with_the_pytorch_model(n_layers):
    theirs = tiny_gpt(n_layers)
    ours = gpt(TOKENS.numpy(), numpy_weights(theirs), n_heads=N_HEADS)
    np.testing.assert_allclose(ours, theirs(TOKENS).detach().numpy())


def test_the_past_does_not_see_the_future():
    weights = numpy_weights(tiny_gpt())
    changed = TOKENS.numpy().copy()
    changed[:, 4:] = (changed[:, 4:] + 1) % VOCAB
    before = gpt(TOKENS.numpy(), weights, n_heads=N_HEADS)
    after = gpt(changed, weights, n_heads=N_HEADS)
    np.testing.assert_allclose(before[:, :4], after[:, :4])
    assert not np.allclose(before[:, 4:], after[:, 4:])


def test_the_stream_is_kept_after_each_sublayer():
    stream = residual_stream(
        TOKENS.numpy(), numpy_weights(tiny_gpt(3)), n_heads=N_HEADS
    )
    assert [x.shape for x in stream] == [(3, 6, D_MODEL)] * 7


def test_more_tokens_than_positions_are_refused():
    tokens = np.zeros((1, LENGTH + 1), dtype=int)
    with pytest.raises(ValueError, match="9 tokens, but only 8 positions"):
        gpt(tokens, numpy_weights(tiny_gpt()), n_heads=N_HEADS)
