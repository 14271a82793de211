/** Memories as chance gives them, for properties that must always hold. */
import assert from "node:assert/strict";

import fc from "fast-check";

import { Refused } from "../../docs/assets/js/data/admit.js";
import { empty, merge, tryOf } from "../../docs/assets/js/memory.js";
import { read } from "../../docs/assets/js/repair.js";

// Few values, so that the same one is often met on both sides.
const at = fc.integer({ min: 0, max: 9 }).map((n) => 1_760_000_000_000 + n);
const verdict = fc.constantFrom("right", "wrong", "unsure");
const ease = fc.constantFrom("", "hard", "easy");
const given = fc.oneof(
  fc.array(fc.nat(4), { maxLength: 3 }),
  fc.constantFrom("", "softmax", "0.5"),
);
const last = fc.record({
  at,
  verdict,
  given,
  of: fc.constantFrom("", "a1", "b2"),
});

const answer = fc
  .tuple(last, fc.array(fc.tuple(at, verdict), { maxLength: 4 }), ease)
  .map(([last, before, ease]) => {
    const earlier = before.filter(([time]) => time < last.at);
    const all = [...earlier, [last.at, last.verdict]];
    const texts = all.map(([t, v]) => tryOf(t, v));
    const eased = all
      .filter(([, v]) => v === "right" && ease)
      .map(([t, v]) => tryOf(t, v, ease));
    const tries = [...new Set([...texts, ...eased])].sort();
    return { tries, last };
  });

const practice = fc
  .tuple(at, fc.nat(3), at, fc.boolean())
  .map(([at, tries, time, ever]) => {
    return { at, tries, passed: ever ? Math.min(time, at) : 0 };
  });

const visit = fc.record({ at, hash: fc.constantFrom("", "#scores", "#quiz") });

export const memory = fc
  .record({
    seed: fc.constantFrom("", "a", "b"),
    erased: fc.oneof(fc.constant(0), at),
    answers: fc.dictionary(fc.constantFrom("q-1", "q-2", "q-3"), answer),
    practices: fc.dictionary(fc.constantFrom("p-1", "p-2"), practice),
    visits: fc.dictionary(fc.constantFrom("", "a/b/", "c/"), visit),
  })
  .map((parts) => JSON.parse(JSON.stringify({ ...empty(), ...parts })));

// What was written before it was forgotten need not be there any more.
export const clean = memory.map((one) => merge(one, empty()));

/** See that it is refused for a reason, or a memory sound in every part. */
export async function soundOrRefused(reading) {
  let got;
  try {
    got = await reading;
  } catch (error) {
    assert.ok(error instanceof Refused, error);
    assert.ok(error.message.endsWith("."));
    return;
  }
  const again = read(JSON.parse(JSON.stringify(got)));
  assert.deepEqual(again, { memory: got, whole: true });
  merge(empty(), got);
}
