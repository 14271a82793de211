"""A patched run is one run up to the patch and the other after it."""

import pytest
import torch
from torch import nn

from unmasked.inspect.patch import patch
from unmasked.inspect.record import record


@pytest.fixture
def other_tokens():
    return torch.randint(40, (2, 7))


@pytest.mark.against(rule="the model's answer to the other text", exactly=True)
def test_patching_the_whole_stream_gives_the_other_answer(
    gpt2, tokens, other_tokens
):
    with record(gpt2, "blocks.1") as found:
        expected = gpt2(other_tokens)
    with patch(gpt2, found):
        assert torch.equal(gpt2(tokens), expected)


def test_patching_with_its_own_changes_nothing(gpt2, tokens):
    with record(gpt2, "**.sublayer") as found:
        expected = gpt2(tokens)
    with patch(gpt2, found):
        assert torch.equal(gpt2(tokens), expected)


def test_a_patched_position_leaves_the_ones_before_alone(
    gpt2, tokens, other_tokens
):
    with record(gpt2, "blocks.0") as found:
        gpt2(other_tokens)
    before = gpt2(tokens)
    with patch(gpt2, found, positions=torch.tensor([4])):
        after = gpt2(tokens)
    assert torch.equal(before[:, :4], after[:, :4])
    assert not torch.allclose(before[:, 4], after[:, 4])


def test_all_positions_are_the_whole(gpt2, tokens, other_tokens):
    with record(gpt2, "blocks.0") as found:
        gpt2(other_tokens)
    with patch(gpt2, found):
        whole = gpt2(tokens)
    with patch(gpt2, found, positions=torch.arange(7)):
        assert torch.equal(gpt2(tokens), whole)


def test_inputs_can_be_patched(gpt2, tokens, other_tokens):
    name = "blocks.0.attention.sublayer.o_proj"
    with record(gpt2, name, inputs=True) as heads, record(gpt2, name) as out:
        gpt2(other_tokens)
    with patch(gpt2, heads, inputs=True), record(gpt2, name) as patched:
        gpt2(tokens)
    assert torch.equal(patched[name], out[name])


def test_afterwards_the_model_is_as_it_was(gpt2, tokens):
    before = gpt2(tokens)
    with patch(gpt2, {"blocks.0": torch.zeros(2, 7, 24)}):
        assert not torch.equal(gpt2(tokens), before)
    assert torch.equal(gpt2(tokens), before)


def test_an_unknown_name_is_helped(gpt2):
    with pytest.raises(ValueError, match=r"no module 'blocks.9'.*blocks\.0"):
        patch(gpt2, {"blocks.9": torch.zeros(1)}).__enter__()


def test_another_shape_is_refused(gpt2, tokens):
    with (
        patch(gpt2, {"blocks.0": torch.zeros(2, 6, 24)}),
        pytest.raises(ValueError, match=r"shape \(2, 7, 24\).* has \(2, 6, 24"),
    ):
        gpt2(tokens)


def test_several_outputs_cannot_be_replaced():
    model = nn.Sequential(nn.LSTM(2, 3))
    with (
        patch(model, {"0": torch.zeros(4, 1, 3)}),
        pytest.raises(TypeError, match="0 gives a tuple"),
    ):
        model(torch.ones(4, 1, 2))


def test_what_is_no_tensor_cannot_be_put_in(gpt2, no_shape_checks):
    with pytest.raises(TypeError, match=r"blocks\.0 can be given a tensor"):
        patch(gpt2, {"blocks.0": 0.0}).__enter__()


def test_a_position_outside_is_refused(gpt2, tokens):
    new = {"blocks.0": torch.zeros(2, 7, 24)}
    with (
        patch(gpt2, new, positions=torch.tensor([7])),
        pytest.raises(ValueError, match=r"7 positions.*7 is out of bounds"),
    ):
        gpt2(tokens)


def test_other_inputs_are_passed_on():
    model = nn.Sequential(nn.Bilinear(1, 1, 1, bias=False))
    x, y = torch.ones(1, 1), torch.full((1, 1), 3.0)
    with patch(model, {"0": 5 * x}, inputs=True):
        found = model[0](x, y)
    torch.testing.assert_close(found, 15 * model[0].weight[0])


def test_the_replacement_takes_the_type_of_what_it_replaces(gpt2, tokens):
    half = gpt2.bfloat16()
    with patch(half, {"blocks.0": torch.zeros(2, 7, 24)}):
        assert half(tokens).dtype == torch.bfloat16
