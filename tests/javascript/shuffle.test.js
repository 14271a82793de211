import assert from "node:assert/strict";
import test from "node:test";

import { shuffled } from "../../docs/assets/js/shuffle.js";

const READERS = Array.from({ length: 4000 }, (_, i) => i.toString(36));
const OPTIONS = ["a", "b", "c", "d"];

test("nothing is lost, and the same reader sees the same order", () => {
  for (const seed of READERS.slice(0, 100)) {
    const order = shuffled(OPTIONS, seed, "quiz-x");
    assert.deepEqual([...order].sort(), OPTIONS);
    assert.deepEqual(shuffled(OPTIONS, seed, "quiz-x"), order);
  }
});

test("over readers, every option stands everywhere equally often", () => {
  for (const question of ["quiz-a", "quiz-b"]) {
    const counts = OPTIONS.map(() => OPTIONS.map(() => 0));
    for (const seed of READERS) {
      shuffled(OPTIONS, seed, question).forEach((option, place) => {
        counts[OPTIONS.indexOf(option)][place] += 1;
      });
    }
    const expected = READERS.length / 4;
    const surprise = counts
      .flat()
      .reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assert.ok(surprise < 27.9, `χ² = ${surprise}, 9 degrees of freedom`);
  }
});

test("over the questions of one reader, the first option moves too", () => {
  const counts = OPTIONS.map(() => 0);
  for (let i = 0; i < 4000; i += 1) {
    counts[shuffled(OPTIONS, "reader", `quiz-${i}`).indexOf("a")] += 1;
  }
  const surprise = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(surprise < 16.3, `χ² = ${surprise}, 3 degrees of freedom`);
});
