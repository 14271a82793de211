"""One matrix, used at both ends of a model."""

import copy

import pytest
import torch
from torch import nn

from tests.component import check_component
from unmasked.embeddings import TiedHead, TokenEmbedding


def tiny_model(**options) -> nn.Sequential:
    embedding = TokenEmbedding(vocab_size=11, d_model=6, **options)
    return nn.Sequential(embedding, nn.Linear(6, 6), TiedHead(embedding))


TOKENS = torch.randint(
    0, 11, (3, 5), generator=torch.Generator().manual_seed(0)
)


@pytest.mark.parametrize("options", [{}, {"scaled": True}, {"multiple_of": 8}])
def test_keeps_the_promises_of_a_component(options):
    check_component(tiny_model(**options), TOKENS)


@pytest.mark.against(rule="one parameter used in two places")
def test_agrees_with_one_parameter_written_twice():
    ours = tiny_model()
    weight = ours[0].weight.detach().clone().requires_grad_()
    theirs = ours[1](weight[TOKENS]) @ weight.T
    direction = torch.randn(3, 5, 11)
    ours(TOKENS).backward(direction)
    theirs.backward(direction)
    torch.testing.assert_close(ours(TOKENS), theirs)
    torch.testing.assert_close(ours[0].weight.grad, weight.grad)


def test_the_matrix_is_counted_and_saved_once():
    model = tiny_model()
    assert sum(p.numel() for p in model.parameters()) == 11 * 6 + 6 * 6 + 6
    assert list(model.state_dict()) == ["0.weight", "1.weight", "1.bias"]


def test_the_tie_survives_a_copy_a_cast_and_new_weights():
    model = copy.deepcopy(tiny_model()).double()
    model.load_state_dict(tiny_model().double().state_dict())
    before = model(TOKENS)
    with torch.no_grad():
        model[0].weight.mul_(0)
    assert before.any()
    assert not model(TOKENS).any()


def test_the_head_is_not_scaled_where_the_embedding_is():
    embedding = TokenEmbedding(vocab_size=11, d_model=6, scaled=True)
    x = torch.randn(4, 6)
    torch.testing.assert_close(TiedHead(embedding)(x), x @ embedding.weight.T)


def test_padding_is_never_predicted_whatever_its_weights():
    embedding = TokenEmbedding(vocab_size=11, d_model=6, multiple_of=8)
    embedding.weight.data[11:] = 1e6
    logits = TiedHead(embedding)(torch.rand(100, 6))
    assert logits.shape == (100, 11)


def test_another_width_is_refused(no_shape_checks):
    head = TiedHead(TokenEmbedding(vocab_size=11, d_model=6))
    with pytest.raises(ValueError, match="expected an input d_model=6 wide"):
        head(torch.zeros(2, 1))
