import pytest
import torch

from unmasked.experiments import three_masks


def test_depth_opens_nothing_that_the_mask_closes():
    assert all(three_masks.measure().values())


def test_a_window_is_widened_by_depth_so_the_measure_can_tell():
    near = torch.ones(5, 5, dtype=torch.bool).tril().triu(-1)
    read = three_masks.has_read(near, seed=0)
    assert (read != near).any()
    assert read.equal(torch.ones(5, 5, dtype=torch.bool).tril().triu(-3))


def test_the_prefix_sees_itself_and_not_the_answer():
    mask = three_masks.mask_of("prefix")
    n = three_masks.PREFIX
    assert mask[:n, :n].all()
    assert not mask[:n, n:].any()
    assert mask[n:, :n].all()


def test_across_everything_that_was_read_is_seen():
    assert three_masks.mask_of("cross").shape == (2, 3)
    assert three_masks.mask_of("cross").all()


def test_other_masks_are_refused():
    with pytest.raises(ValueError, match="name='diagonal' is none of"):
        three_masks.mask_of("diagonal")


def test_the_figure_has_a_panel_for_each_mask():
    assert len(three_masks.draw().data) == len(three_masks.MASKS)
