"""Windows show every part of the text once an epoch, and can be resumed."""

from itertools import islice

import numpy as np
import pytest
import torch

from unmasked.attention.masks import document_mask
from unmasked.training.batches import Windows

TOKENS = np.arange(1000, dtype=np.uint16)


def rows(windows, n):
    """The first tokens of the next n batches' windows."""
    return [b.inputs[:, 0].tolist() for b in islice(windows, n)]


def test_targets_are_the_tokens_that_come_next():
    batch = next(Windows(TOKENS, block=8, batch_size=4))
    assert batch.inputs.shape == batch.targets.shape == (4, 8)
    assert batch.inputs.dtype == torch.int64
    assert torch.equal(batch.targets, batch.inputs + 1)


def test_within_an_epoch_no_token_is_shown_twice():
    windows = Windows(TOKENS, block=10, batch_size=7)
    shown = torch.cat([next(windows).inputs.flatten() for _ in range(14)])
    assert len(shown) == 980  # 98 windows; one is left out as room to move
    assert len(shown.unique()) == 980


def test_epochs_differ_in_order_and_in_cuts():
    windows = Windows(TOKENS, block=10, batch_size=98)
    first, second = rows(windows, 2)
    assert sorted(first) != first
    assert {start % 10 for start in first} != {start % 10 for start in second}


def test_the_same_seed_gives_the_same_batches_and_another_others():
    one, same, other = (
        rows(Windows(TOKENS, block=8, batch_size=4, seed=seed), 50)
        for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


@pytest.mark.parametrize("position", [0, 3, 40])
def test_going_on_from_a_position_gives_the_batches_that_follow(position):
    whole = rows(Windows(TOKENS, block=8, batch_size=4), position + 5)
    resumed = Windows(TOKENS, block=8, batch_size=4)
    resumed.position = position
    assert rows(resumed, 5) == whole[position:]
    assert resumed.position == position + 5


@pytest.mark.against(rule="the batches of one process", exactly=True)
def test_processes_share_the_batches_of_one():
    alone = rows(Windows(TOKENS, block=8, batch_size=4), 6)
    shares = [
        rows(Windows(TOKENS, block=8, batch_size=4, rank=rank, world_size=2), 3)
        for rank in (0, 1)
    ]
    together = [batch for pair in zip(*shares, strict=True) for batch in pair]
    assert together == alone


def test_documents_do_not_predict_or_see_each_other():
    end = 9
    tokens = np.array([1, 2, end, 3, 4, 5, end, 6, 7, 8, 1], dtype=np.uint16)
    windows = Windows(tokens, block=10, batch_size=1, separator=end)
    batch = next(windows)
    assert batch.documents[0].tolist() == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    assert batch.targets[0].tolist() == [2, 9, -100, 4, 5, 9, -100, 7, 8, 1]
    mask = document_mask(batch.documents)[0, 0]
    assert not mask[3, :3].any()
    assert mask[3:7, 3:7].all()


def test_the_shortest_text_has_one_window():
    windows = Windows(TOKENS[:9], block=8, batch_size=2)
    assert next(windows).inputs.tolist() == [list(range(8))] * 2


def test_batches_are_put_where_asked():
    windows = Windows(TOKENS, block=8, batch_size=2, device="meta")
    assert next(windows).inputs.device.type == "meta"


def test_too_few_tokens_are_refused():
    with pytest.raises(ValueError, match=r"8 tokens are too few for block=8"):
        Windows(TOKENS[:8], block=8, batch_size=1)


@pytest.mark.parametrize("sizes", [(0, 1), (1, 0)])
def test_sizes_must_be_positive(sizes):
    block, batch_size = sizes
    with pytest.raises(ValueError, match=f"{block=} and {batch_size=}"):
        Windows(TOKENS, block=block, batch_size=batch_size)


@pytest.mark.parametrize("rank", [-1, 2])
def test_the_rank_must_be_one_of_the_processes(rank):
    with pytest.raises(ValueError, match=f"{rank=} is none of world_size=2"):
        Windows(TOKENS, block=8, batch_size=1, rank=rank, world_size=2)
