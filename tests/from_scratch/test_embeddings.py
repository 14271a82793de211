"""Token embeddings in NumPy."""

import numpy as np
import pytest
import torch

from unmasked.embeddings import TokenEmbedding
from unmasked.from_scratch.embeddings import embed, embed_backward

TOKENS = np.array([[3, 0, 3], [10, 3, 1]])


@pytest.mark.against("TokenEmbedding")
@pytest.mark.parametrize("scaled", [True, False])
def test_agrees_with_the_pytorch_component_forward_and_backward(scaled):
    theirs = TokenEmbedding(vocab_size=11, d_model=4, scaled=scaled).double()
    direction = torch.randn(2, 3, 4, dtype=torch.double)
    expected = theirs(torch.from_numpy(TOKENS))
    expected.backward(direction)
    table, scale = theirs.weight.detach().numpy(), theirs.scale
    ours = embed(TOKENS, table, scale=scale)
    np.testing.assert_allclose(ours, expected.detach().numpy())
    grad = embed_backward(direction.numpy(), TOKENS, table, scale=scale)
    np.testing.assert_allclose(grad, theirs.weight.grad.numpy())


def test_no_tokens_give_no_vectors():
    table = np.zeros((11, 4))
    assert embed(TOKENS[:0], table).shape == (0, 3, 4)


@pytest.mark.parametrize(("bad", "range_"), [(-1, "-1 to 3"), (11, "3 to 11")])
def test_an_id_outside_the_vocabulary_is_refused(bad, range_):
    with pytest.raises(ValueError, match=f"between 0 and 10, got {range_}"):
        embed(np.array([3, bad]), np.zeros((11, 4)))
