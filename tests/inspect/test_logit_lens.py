"""The lens ends with what the model says."""

import pytest
import torch

from unmasked.inspect.ablate import skip
from unmasked.inspect.logit_lens import logit_lens


@pytest.mark.against(rule="the model's own logits", exactly=True)
@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_the_last_row_is_what_the_model_says(family, tokens, request):
    model = request.getfixturevalue(family)
    lens = logit_lens(model, tokens)
    assert lens.shape == (4, 2, 7, 40)
    assert torch.equal(lens[-1], model(tokens))
    assert not lens.requires_grad


def test_the_first_row_is_what_it_would_say_without_layers(gpt2, tokens):
    with skip(gpt2, "blocks.*"):
        expected = gpt2(tokens)
    torch.testing.assert_close(logit_lens(gpt2, tokens)[0], expected)


@pytest.mark.against(rule="the model cut off after that layer")
@pytest.mark.parametrize("layer", [1, 2])
def test_a_row_is_what_it_would_say_if_it_stopped_there(gpt2, tokens, layer):
    lens = logit_lens(gpt2, tokens)[layer]
    del gpt2.blocks[layer:]
    torch.testing.assert_close(lens, gpt2(tokens))


def test_names_can_be_others_and_wrong_ones_are_told(gpt2, tokens):
    lens = logit_lens(
        gpt2, tokens, blocks="blocks.*.attention", norm="norm", head="head"
    )
    assert lens.shape[0] == 4
    with pytest.raises(ValueError, match=r"no module 'final_norm'.* norm"):
        logit_lens(gpt2, tokens, norm="final_norm")
