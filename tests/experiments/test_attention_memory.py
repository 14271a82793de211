import pytest

from unmasked.experiments import attention_memory


def test_the_clear_path_holds_scores_and_weights_and_the_fused_does_not():
    peak = attention_memory.measure([256, 1024]).peak_bytes
    for n, held in zip([256, 1024], peak["clear path"], strict=True):
        assert held == pytest.approx(2 * n * n * 4, rel=0.01)
    short, long = peak["fused path"]
    assert long < 8 * short
    assert long < peak["clear path"][1] / 4


def test_the_memory_figure_shows_both_paths():
    memory = attention_memory.measure([64, 128])
    names = {line.name for line in attention_memory.draw(memory).data}
    assert names == set(attention_memory.PATHS)
