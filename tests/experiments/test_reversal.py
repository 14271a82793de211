import pytest
import torch
from torch import nn

from unmasked.experiments import reversal
from unmasked.experiments._readers import size
from unmasked.recurrent import EncoderDecoder, Seq2Seq


@pytest.fixture(scope="module")
def quick():
    return dict(reversal.measure(quick=True))


def test_both_networks_have_about_as_many_parameters(quick):
    look = Seq2Seq(**reversal.SIZES, d_hidden=quick["widths"]["looks back"])
    one = EncoderDecoder(
        **reversal.SIZES, d_hidden=quick["widths"]["one vector"]
    )
    assert 0.95 * size(look) < size(one) <= size(look)
    assert quick["widths"]["one vector"] > quick["widths"]["looks back"]


class Copyist(nn.Module):
    """Writes the source backwards if it has written rightly so far."""

    def forward(self, source, written, _lengths):
        wanted = source.flip(1)[:, : written.shape[1]]
        so_far = written[:, 1:] == wanted[:, :-1]
        right = so_far.long().cumprod(dim=1).bool()
        right = nn.functional.pad(right, (1, 0), value=True)
        letters = torch.where(right, wanted, (wanted + 1) % 16)
        return nn.functional.one_hot(letters, 17).float()


def test_a_network_writes_from_its_own_letters():
    source = torch.randint(16, (4, 6))
    letters, alignment = reversal.write(Copyist(), source)
    assert torch.equal(letters, source.flip(1))
    assert alignment is None


def test_shares_count_letters_and_whole_strings():
    perfect = reversal.describe(Copyist(), [3, 5])
    assert perfect["letters"] == perfect["strings"] == [1.0, 1.0]
    assert perfect["wrote"] == perfect["source"][::-1]


def test_every_run_is_there(quick):
    for name in ("looks back", "one vector"):
        for seed in quick["seeds"]:
            run = quick[f"{name}, seed {seed}"]
            assert len(run["letters"]) == len(quick["lengths"])
            assert bool(run["alignment"]) == (name == "looks back")
    rows = quick["looks back, seed 0"]["alignment"]
    assert [sum(row) for row in rows] == pytest.approx([1] * 10, abs=0.01)


def test_what_is_finished_is_left_out(quick):
    done = set(quick) - {"one vector, seed 1"}
    left = dict(reversal.measure(quick=True, done=done))
    assert left["one vector, seed 1"] == quick["one vector, seed 1"]
    assert "looks back, seed 1" not in left


def test_the_figure_has_a_line_for_each_network(quick):
    names = [line.name for line in reversal.draw(quick).data]
    assert names == ["looks back", "one vector"]
