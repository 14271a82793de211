import math

import torch

from unmasked.experiments import attention_alone
from unmasked.experiments.attention_alone import Stack


def test_of_a_lone_token_attention_makes_a_linear_function():
    torch.manual_seed(0)
    model = Stack(n_layers=3, feed_forward=False).double()
    a, b = torch.randn(2, 5, 1, 2, dtype=torch.double)
    with torch.no_grad():
        middle = model((a + b) / 2)
        torch.testing.assert_close(middle, (model(a) + model(b)) / 2)


def test_with_a_neighbor_it_does_not():
    torch.manual_seed(0)
    model = Stack(n_layers=3, feed_forward=False).double()
    a, b = torch.randn(2, 5, 4, 2, dtype=torch.double)
    with torch.no_grad():
        middle = model((a + b) / 2)
        assert not torch.allclose(middle, (model(a) + model(b)) / 2, atol=1e-4)


def test_one_feed_forward_layer_learns_what_attention_alone_cannot():
    steps = {"length": 1, "seed": 0, "steps": 150}
    alone = attention_alone.learn(n_layers=1, feed_forward=False, **steps)
    both = attention_alone.learn(n_layers=1, feed_forward=True, **steps)
    assert both < 0.1 < 0.95 * math.log(2) < alone


def test_a_quick_run_can_be_drawn_and_resumed():
    found = dict(attention_alone.measure(quick=True))
    figure = attention_alone.draw(found)
    assert [trace.name for trace in figure.data] == list(found)
    assert not dict(attention_alone.measure(quick=True, done=[*found]))
