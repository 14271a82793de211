import torch

from unmasked.experiments import order_without_positions as experiment


def test_a_causal_mask_lets_it_count_and_no_mask_does_not():
    causal, free = (
        experiment.learn(seed=0, causal=causal, steps=250).mean()
        for causal in (True, False)
    )
    # The start token is known at sight; the others are a guess among 31.
    assert free < 0.1 < 0.3 < causal


def test_without_a_mask_equal_words_get_equal_answers():
    model = experiment.Counter()
    tokens = torch.tensor([[0, 3, 5, 3, 1, 1, 2, 2, 4, 4, 6, 7]])
    free = model(tokens, causal=False)
    causal = model(tokens, causal=True)
    torch.testing.assert_close(free[0, 1], free[0, 3])
    assert not torch.allclose(causal[0, 1], causal[0, 3])


def test_the_figure_has_a_curve_for_each_mask():
    figure = experiment.draw(experiment.measure(seeds=[0], steps=1))
    assert [trace.name for trace in figure.data] == ["causal mask", "no mask"]
