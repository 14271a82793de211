import pytest

from unmasked.experiments import trained_reach

RUNS = [
    {"accuracy": 1.0, "steps": 9, "reach before": [1, 4], "reach after": [6, 3]}
]
WORSE = [{**RUNS[0], "accuracy": 0.5, "reach after": [0, 3]}]
RECALL = {
    "readers": ["RNN"],
    "RNN at 20": {"runs": {"0.003": WORSE, "0.01": RUNS}},
}


def test_it_is_the_letter_over_the_question_mark_at_the_better_rate():
    found = trained_reach.measure(RECALL)
    assert found == {"RNN": {"before": [0.25], "after": [2.0]}}
    assert trained_reach.gain(found, "RNN") == pytest.approx(8)
