import torch

from unmasked.experiments import token_order


def test_attention_follows_its_tokens_and_a_causal_mask_does_not():
    differences = token_order.measure(seeds=[7, 8])
    words = [differences.words(claim) for claim in token_order.CLAIMS]
    assert words[0] == words[2] == "rounding"
    assert float(words[1]) > 0.1
    assert float(words[3]) > 0.1


def test_the_map_of_weights_is_permuted_with_the_tokens():
    d = token_order.measure(seeds=[7])
    torch.testing.assert_close(d.map_after, d.map_before[d.order][:, d.order])


def test_the_figure_shows_everything_measured():
    figure = token_order.draw(token_order.measure())
    assert len(figure.data) == 2
    assert all(axis.title.text for axis in figure.select_xaxes())
