import torch

from unmasked.experiments import relations_per_head
from unmasked.experiments._labeled_items import N_ITEMS, Reader, task


def test_the_answer_is_the_value_of_the_item_with_the_label():
    drawn = task(3, relations=2, generator=torch.Generator().manual_seed(0))
    for row in range(3):
        for kind in range(2):
            labels = drawn.labels[row, :, kind].tolist()
            assert len(set(labels)) == N_ITEMS
            value = dict(zip(labels, drawn.values[row].tolist(), strict=True))
            asked = drawn.asked[row, :, kind].tolist()
            right = [value[label] for label in asked]
            assert drawn.answers[row, :, kind].tolist() == right


def test_all_numbers_of_heads_have_the_same_parameters():
    sizes = {
        sum(
            weight.numel()
            for weight in Reader(
                relations=2, n_heads=n_heads, d_model=64
            ).parameters()
        )
        for n_heads in relations_per_head.HEADS
    }
    assert len(sizes) == 1


def test_two_heads_learn_what_one_cannot():
    one, two = (
        relations_per_head.learn(
            seed=0, relations=2, steps=400, n_heads=n_heads
        )[0]
        for n_heads in (1, 2)
    )
    assert one < 0.75 < 0.95 < two


def test_a_quick_run_can_be_drawn_and_resumed():
    found = dict(relations_per_head.measure(quick=True))
    figure = relations_per_head.draw(found)
    assert list(figure.data[0].x) == list(relations_per_head.HEADS)
    assert not dict(relations_per_head.measure(quick=True, done=[*found]))
