import pytest

from unmasked.experiments import lost_block
from unmasked.experiments._deep_networks import Block, error


@pytest.fixture(scope="module")
def quick():
    return dict(lost_block.measure(quick=True))


def test_every_block_is_taken_out_once(quick):
    for name, make in lost_block.NETWORKS.items():
        blocks = [m for m in make().modules() if isinstance(m, Block)]
        (run,) = quick[name]
        assert len(run["without block"]) == len(blocks) == 9


def test_taking_out_a_block_that_does_nothing_changes_nothing(monkeypatch):
    # A block that passes everything on can go.
    monkeypatch.setattr(Block, "forward", lambda block, x: x)
    make = lost_block.NETWORKS["with shortcut"]
    run = lost_block._lesions(make, 1, seed=0)
    assert run["without block"] == [run["whole"]] * 9


def test_the_whole_network_is_asked_as_it_was_trained(quick):
    network, _ = lost_block.trained(
        lost_block.NETWORKS["plain"], rate=lost_block.RATE, epochs=1, seed=0
    )
    assert quick["plain"][0]["whole"] == error(network, "test")


def test_the_figure_marks_each_seed(quick):
    figure = lost_block.draw(quick)
    assert [len(marks.x) for marks in figure.data] == [10, 10]
    assert figure.layout.xaxis.ticktext[0] == "none"


def test_what_is_finished_is_left_out():
    left = dict(lost_block.measure(quick=True, done=["plain"]))
    assert list(left) == ["with shortcut"]
