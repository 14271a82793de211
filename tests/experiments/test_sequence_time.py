import pytest
import torch
import torch.nn.functional as F
from torch.utils.flop_counter import FlopCounterMode

from unmasked.attention.scaled_dot_product import attend
from unmasked.experiments import sequence_time


@pytest.fixture(scope="module")
def quick():
    return dict(sequence_time.measure(quick=True))


def test_operations_are_those_that_pytorch_counts(monkeypatch):
    # PyTorch does not count inside its own fused kernel on a CPU.
    monkeypatch.setattr(F, "scaled_dot_product_attention", attend)
    x = torch.randn(1, 50, sequence_time.D)
    for name in ("RNN, loop in Python", "attention"):
        with FlopCounterMode(display=False) as counter:
            sequence_time.LAYERS[name]()(x)
        counted = sequence_time.operations(name, 50)
        assert counter.get_total_flops() == counted


def test_an_lstm_has_four_times_the_products_of_an_rnn():
    rnn, lstm = (sequence_time.operations(k, 10) for k in ("RNN", "LSTM"))
    assert lstm == 4 * rnn


def test_the_head_gives_what_the_formula_says():
    torch.manual_seed(0)
    layer, x = sequence_time.SelfAttention(), torch.randn(1, 5, 64)
    q, k, v = layer.qkv_proj(x).split(64, dim=-1)
    expected = (q @ k.mT / 8).softmax(dim=-1) @ v
    torch.testing.assert_close(layer(x)[0], layer.o_proj(expected))


def test_every_time_has_its_spread(quick):
    for threads in (1, 2):
        for kinds in quick[f"threads {threads}"].values():
            for times in kinds.values():
                assert len(times) == 2
                for low, middle, high in times:
                    assert 0 < low <= middle <= high


def test_threads_are_put_back():
    before = torch.get_num_threads()
    dict(sequence_time.measure(quick=True))
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("kind", ["forward", "training"])
def test_the_figure_has_a_line_for_each_layer(quick, kind):
    figure = sequence_time.draw(quick, kind=kind)
    assert [line.name for line in figure.data] == list(sequence_time.LAYERS)
