"""Token embeddings: a lookup, scaled or not, with padding that nobody sees."""

import pytest
import torch
import torch.nn.functional as F
from transformers import GemmaConfig, GemmaModel

from tests.component import check_component
from unmasked.embeddings import TokenEmbedding

TOKENS = torch.randint(
    0, 11, (3, 5), generator=torch.Generator().manual_seed(0)
)


@pytest.mark.parametrize("options", [{}, {"scaled": True}, {"multiple_of": 8}])
def test_keeps_the_promises_of_a_component(options):
    embedding = TokenEmbedding(vocab_size=11, d_model=6, **options)
    check_component(embedding, TOKENS)


@pytest.mark.against("torch.nn.functional.embedding")
def test_agrees_with_pytorch():
    theirs = torch.nn.Embedding(11, 6)
    ours = TokenEmbedding(vocab_size=11, d_model=6)
    ours.load_state_dict(theirs.state_dict())
    direction = torch.randn(3, 5, 6)
    for embedding in (ours, theirs):
        embedding(TOKENS).backward(direction)
    torch.testing.assert_close(ours(TOKENS), theirs(TOKENS))
    torch.testing.assert_close(ours.weight.grad, theirs.weight.grad)


def test_is_a_product_with_one_hot_vectors():
    embedding = TokenEmbedding(vocab_size=11, d_model=6)
    one_hot = F.one_hot(TOKENS, 11).float()
    torch.testing.assert_close(embedding(TOKENS), one_hot @ embedding.weight)


@pytest.mark.against("GemmaModel")
def test_scaled_as_gemma_scales():
    config = GemmaConfig(
        vocab_size=11, hidden_size=6, intermediate_size=8, head_dim=4,
        num_hidden_layers=0, num_attention_heads=1, num_key_value_heads=1,
    )  # fmt: skip
    gemma = GemmaModel(config)
    ours = TokenEmbedding(vocab_size=11, d_model=6, scaled=True)
    ours.weight.data.copy_(gemma.embed_tokens.weight.data)
    ids = TOKENS
    # Without layers the model is the embedding and the final norm.
    theirs = gemma(ids).last_hidden_state
    torch.testing.assert_close(gemma.norm(ours(ids)), theirs)
    plain = TokenEmbedding(vocab_size=11, d_model=6)
    plain.load_state_dict(ours.state_dict())
    torch.testing.assert_close(ours(ids), plain(ids) * 6**0.5)


def test_scaled_vectors_start_with_features_of_size_one():
    embedding = TokenEmbedding(vocab_size=2000, d_model=100, scaled=True)
    size = embedding(torch.arange(2000)).std()
    torch.testing.assert_close(size, torch.tensor(1.0), rtol=0.02, atol=0)


def test_padding_changes_nothing_and_learns_nothing():
    plain = TokenEmbedding(vocab_size=11, d_model=6)
    padded = TokenEmbedding(vocab_size=11, d_model=6, multiple_of=8)
    assert padded.weight.shape == (16, 6)
    padded.weight.data[:11] = plain.weight.data
    padded(TOKENS).sum().backward()
    torch.testing.assert_close(padded(TOKENS), plain(TOKENS))
    assert not padded.weight.grad[11:].any()


@pytest.mark.parametrize("bad", [-1, 11, 15])
def test_an_id_outside_the_vocabulary_is_refused_even_in_the_padding(bad):
    embedding = TokenEmbedding(vocab_size=11, d_model=6, multiple_of=8)
    low, high = min(bad, 3), max(bad, 3)
    message = f"between 0 and 10, got {low} to {high}"
    with pytest.raises(ValueError, match=message):
        embedding(torch.tensor([[3, bad]]))


@pytest.mark.parametrize("dtype", [torch.float32, torch.uint16, torch.bool])
def test_ids_that_cannot_be_looked_up_are_refused(dtype, no_shape_checks):
    message = f"^token ids must be int64 or int32, got {dtype}: convert whole"
    with pytest.raises(TypeError, match=message):
        TokenEmbedding(vocab_size=11, d_model=6)(torch.zeros(2, dtype=dtype))


def test_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match="vocab_size=0 must be at least 1"):
        TokenEmbedding(vocab_size=0, d_model=6)
    with pytest.raises(ValueError, match="d_model=0 must be at least 1"):
        TokenEmbedding(vocab_size=11, d_model=0)
