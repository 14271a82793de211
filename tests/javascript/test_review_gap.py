"""What lesson 0.1 computes of memory is what the review's library computes."""

import json

import numpy as np
import pytest

from tests.javascript.conftest import Run
from unmasked.experiments import review_gap

GAPS = [0.01, 1, 4, 17, 365]
STABILITIES = [0.5, 2.3065, 40]
ASK = """
import { fsrs } from "./docs/assets/vendor/ts-fsrs.min.js";
const model = fsrs({ enable_short_term: false });
const difficulty = model.init_difficulty(3);
const [gaps, stabilities] = JSON.parse(process.argv[1]);
const after = (stability, gap, grade) =>
  model.next_state({ difficulty, stability }, gap, grade).stability;
const all = stabilities.map((stability) =>
  gaps.map((gap) => [
    model.forgetting_curve(gap, stability),
    after(stability, gap, 3),
    after(stability, gap, 1),
  ]),
);
const first = model.init_stability(3);
console.log(JSON.stringify({ difficulty, first, all }));
"""


def test_the_model_of_the_lesson_is_that_of_the_review(node: Run):
    question = json.dumps([GAPS, STABILITIES])
    ran = node("node", "--input-type=module", "--eval", ASK, question)
    assert ran.returncode == 0, ran.stderr
    theirs = json.loads(ran.stdout)
    assert pytest.approx(theirs["difficulty"]) == review_gap.DIFFICULTY
    assert theirs["first"] == review_gap.STABILITY
    for stability, rows in zip(STABILITIES, theirs["all"], strict=True):
        recall = review_gap.retrievability(np.array(GAPS), stability)
        ours = np.stack(
            [
                recall,
                review_gap.after_success(stability, recall),
                review_gap.after_failure(stability, recall),
            ],
            axis=1,
        )
        np.testing.assert_allclose(ours, rows, rtol=1e-6)
