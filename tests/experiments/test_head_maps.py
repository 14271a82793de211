import pytest

from unmasked.experiments import head_maps


@pytest.fixture(scope="module")
def found():
    return dict(head_maps.measure(quick=True))


def test_each_row_of_a_map_is_a_hundred_percent(found):
    for sentence in found["MiniLM"]["sentences"].values():
        n = len(sentence["tokens"])
        assert len(sentence["percent"]) == 72
        for line in sentence["percent"]:
            numbers = list(map(int, line.split()))
            rows = [sum(numbers[i * n : (i + 1) * n]) for i in range(n)]
            assert all(abs(row - 100) <= n / 2 for row in rows)


def test_every_step_of_the_slider_changes_all_sentences(found):
    figure = head_maps.draw(found)
    (slider,) = figure.layout.sliders
    assert len(slider.steps) == 72
    assert all(
        len(step.args[0]["z"]) == len(head_maps.SENTENCES)
        for step in slider.steps
    )
    (menu,) = figure.layout.updatemenus
    for number, button in enumerate(menu.buttons):
        visible = button.args[0]["visible"]
        assert visible.index(True) == number
        assert visible.count(True) == 1


def test_equal_tokens_keep_rows_of_their_own(found):
    figure = head_maps.draw(found)
    for trace in figure.data:
        assert len(set(trace.x)) == len(trace.x) == len(trace.z)
