import pytest
import torch
from torch import nn

from unmasked.experiments import moving_memory


@pytest.fixture(scope="module")
def quick():
    return moving_memory.measure(quick=True)


class Clock(nn.Module):
    """Knows the letter, and moves its answer on by one with each token."""

    def forward(self, tokens):
        answer = (tokens[:, 0] + tokens.shape[1]) % 8
        return nn.functional.one_hot(answer, 8).float()


def test_a_clock_is_right_once_a_round_and_can_always_be_read():
    generator = torch.Generator().manual_seed(0)
    for delay in range(2, 20):
        # letter, noise and question mark: two tokens more than the delay
        once = float((delay + 2) % 8 == 0)
        assert moving_memory._ask(Clock(), delay, generator) == (once, 1.0)


def test_a_key_reads_letters_that_have_changed_places_and_no_others():
    letter = torch.arange(8).repeat(20)
    assert moving_memory._decoded(letter, (letter + 3) % 8) == 1
    assert moving_memory._decoded(letter, 0 * letter) == pytest.approx(1 / 8)
    half = torch.where(letter < 4, letter, 0)
    assert moving_memory._decoded(letter, half) == pytest.approx(4 / 8)


def test_every_network_has_both_shares_at_every_delay(quick):
    assert quick["tried"] == len(quick["learned"]) == 6
    for network in quick["learned"]:
        assert len(network["right"]) == len(quick["delays"]) == 2
        for right, decoded in zip(
            network["right"], network["decoded"], strict=True
        ):
            assert 0 <= right <= decoded <= 1


def test_the_figure_shows_some_networks_and_the_average(quick):
    figure = moving_memory.draw(quick)
    assert [line.name for line in figure.data] == [
        "with a key for this delay",
        "network 1",
        "network 2",
        "network 3",
    ]
