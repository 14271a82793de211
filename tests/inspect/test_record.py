"""What is recorded is what flowed, and the model does not notice."""

import pytest
import torch
import transformers as hf
from torch import nn

from unmasked.inspect.record import record


@pytest.mark.against("transformers.GPT2LMHeadModel")
def test_agrees_with_what_hugging_face_gives_out_itself():
    config = hf.GPT2Config(
        vocab_size=40, n_layer=3, n_embd=24, n_head=4, n_positions=12
    )
    model = hf.GPT2Model(config).eval()
    tokens = torch.randint(40, (2, 7))
    with record(model, "h.*", "ln_f") as found:
        theirs = model(tokens, output_hidden_states=True).hidden_states
    streams = [
        value[0] if isinstance(value, tuple) else value
        for value in found.values()
    ]
    for ours, expected in zip(streams[:2], theirs[1:3], strict=True):
        torch.testing.assert_close(ours, expected)
    torch.testing.assert_close(found["ln_f"], theirs[-1])


def test_inputs_are_the_outputs_of_what_comes_before(gpt2, tokens):
    with (
        record(gpt2, "blocks.*") as outputs,
        record(gpt2, "blocks.*", inputs=True) as inputs,
    ):
        gpt2(tokens)
    assert torch.equal(inputs["blocks.1"], outputs["blocks.0"])
    assert torch.equal(inputs["blocks.2"], outputs["blocks.1"])


def test_the_answer_of_the_model_stays_and_the_hooks_go(gpt2, tokens):
    before = gpt2(tokens)
    with record(gpt2, "**") as found:
        assert torch.equal(gpt2(tokens), before)
    found.clear()
    gpt2(tokens)
    assert found == {}


def test_hooks_go_also_after_an_error():
    model = nn.Sequential(nn.Linear(2, 2))
    with pytest.raises(RuntimeError), record(model, "0"):
        model(torch.ones(1, 3))
    assert not model[0]._forward_hooks


def test_a_copy_is_safe_from_changes_in_place():
    model = nn.Sequential(nn.Identity(), nn.ReLU(inplace=True))
    with record(model, "0") as found:
        model(torch.tensor([-1.0, 1.0]))
    assert found["0"].tolist() == [-1.0, 1.0]


def test_with_the_graph_kept_gradients_can_be_asked_for(gpt2, tokens):
    with record(gpt2, "blocks.1", keep_graph=True) as found:
        logits = gpt2(tokens)
    (grad,) = torch.autograd.grad(logits.sum(), found["blocks.1"])
    assert grad.shape == (2, 7, 24)
    with record(gpt2, "blocks.1") as found:
        gpt2(tokens)
    assert not found["blocks.1"].requires_grad


def test_the_last_call_is_kept():
    model = nn.Sequential(nn.Identity())
    with record(model, "0") as found:
        model(torch.zeros(1))
        model(torch.ones(1))
    assert found["0"] == 1


def test_outputs_of_several_tensors_are_kept_together():
    lstm = nn.Sequential(nn.LSTM(2, 3))
    with record(lstm, "0") as found:
        output, (_, cell) = lstm(torch.ones(4, 1, 2))
    assert torch.equal(found["0"][0], output)
    assert torch.equal(found["0"][1][1], cell)
    assert cell.requires_grad
    assert not found["0"][1][1].requires_grad


def test_an_unknown_name_is_refused_before_anything_runs(gpt2):
    with pytest.raises(ValueError, match=r"no module 'block\.0'"):
        record(gpt2, "block.0").__enter__()


def test_an_input_given_by_name_is_told():
    class Named(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Linear(1, 1)

        def forward(self, x):
            return self.inner(input=x)

    model = Named()
    with (
        record(model, "inner", inputs=True),
        pytest.raises(TypeError, match="inner is called with named"),
    ):
        model(torch.ones(1))
