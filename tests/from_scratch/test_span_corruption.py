import numpy as np
import pytest

from unmasked.from_scratch.span_corruption import corrupt_spans, random_spans

SENTINELS = ["<X>", "<Y>", "<Z>"]


def test_the_example_is_that_of_the_paper_s_figure_2():
    sentence = "Thank you for inviting me to your party last week ."
    words = sentence.split()
    source, target = corrupt_spans(words, [(2, 4), (8, 9)], SENTINELS)
    assert " ".join(source) == "Thank you <X> me to your party <Y> week ."
    assert " ".join(target) == "<X> for inviting <Y> last <Z>"


def filled(source, target, sentinels):
    """The text again: put in at each sentinel what the target says."""
    said, at = {}, None
    for token in target:
        if token in sentinels:
            at = token
            said[at] = []
        else:
            said[at].append(token)
    return [x for t in source for x in said.get(t, [t])]


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_lost(seed):
    rng = np.random.default_rng(seed)
    tokens = rng.integers(100, size=64).tolist()
    sentinels = [200, 201, 202, 203]
    spans = random_spans(64, rng)
    source, target = corrupt_spans(tokens, spans, sentinels)
    assert filled(source, target, sentinels) == tokens


def test_without_spans_nothing_is_asked():
    assert corrupt_spans("ab", [], ["X"]) == (["a", "b"], ["X"])


@pytest.mark.parametrize("n", [64, 100, 512])
def test_as_many_go_as_asked_and_spans_have_their_mean(n):
    rng = np.random.default_rng(0)
    for _ in range(50):
        spans = random_spans(n, rng)
        lengths = [stop - start for start, stop in spans]
        assert sum(lengths) == round(0.15 * n)
        assert len(spans) == round(sum(lengths) / 3)
        assert min(lengths) >= 1
        gaps = np.array(spans)
        assert gaps[0, 0] >= 1
        assert (gaps[1:, 0] > gaps[:-1, 1]).all()
        assert gaps[-1, 1] == n


def test_every_division_is_as_likely():
    rng = np.random.default_rng(0)
    drawn = [random_spans(5, rng, rate=0.4, mean_length=1) for _ in range(6000)]
    # Three tokens stay in two pieces, 1 + 2 or 2 + 1; two go, one by one.
    found, counts = np.unique([d[0][0] for d in drawn], return_counts=True)
    assert found.tolist() == [1, 2]
    assert counts == pytest.approx(3000, abs=200)


@pytest.mark.parametrize(
    "spans", [[(2, 2)], [(3, 9)], [(0, 2), (2, 3)], [(3, 4), (1, 2)], [(-1, 1)]]
)
def test_spans_must_be_apart_and_inside(spans):
    with pytest.raises(ValueError, match="must not be empty"):
        corrupt_spans("abcdef", spans, SENTINELS)


def test_one_more_sentinel_is_needed():
    with pytest.raises(ValueError, match="2 spans take 3 sentinels, not 2"):
        corrupt_spans("abcdef", [(1, 2), (3, 4)], SENTINELS[:2])


def test_a_text_must_keep_something():
    with pytest.raises(ValueError, match="n_tokens=2 are too few"):
        random_spans(2, np.random.default_rng(0), rate=0.9, mean_length=1)
