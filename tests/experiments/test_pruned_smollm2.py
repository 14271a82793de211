import pytest

from unmasked.experiments import load, pruned_smollm2


@pytest.mark.slow
def test_a_quick_run_of_smollm2_can_be_drawn():
    found = pruned_smollm2.measure(quick=True)
    figure = pruned_smollm2.draw(found)
    assert len(figure.data) == len(pruned_smollm2.NAMES)


def test_the_recording_ends_where_no_head_is_left():
    recorded = load("pruned_smollm2")
    ends = {
        round(losses[-1], 3)
        for runs in zip(*recorded["orders"].values(), strict=True)
        for losses in runs
    }
    assert len(ends) == 3, "one for each batch, whatever the order"
    assert recorded["counts"][-1] == pruned_smollm2.N_HEADS
