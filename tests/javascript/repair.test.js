import assert from "node:assert/strict";
import test from "node:test";

import fc from "fast-check";

import { empty, merge, tryOf } from "../../docs/assets/js/memory.js";
import { read } from "../../docs/assets/js/repair.js";
import { memory } from "./memories.js";

const AT = 1_760_000_000_000;
const LAST = { at: AT, verdict: "right", given: [1], of: "a1" };
const ANSWER = { tries: [tryOf(AT, "right")], last: LAST };
const with_ = (change) => ({ ...empty(), answers: { q: ANSWER }, ...change });

test("anything at all can be read, and what is read is sound", () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.record({
      schema: fc.constantFrom(1, 2, 3),
      answers: fc.dictionary(fc.constantFrom("q", "Q", "__proto__"), fc.oneof(
        fc.jsonValue(),
        fc.constant(ANSWER),
      )),
      visits: fc.jsonValue(),
      seed: fc.jsonValue(),
      erased: fc.jsonValue(),
    }),
  );
  fc.assert(
    fc.property(anything, (stored) => {
      const { memory } = read(JSON.parse(JSON.stringify(stored)));
      assert.ok(read(memory).whole);
      merge(memory, memory);
    }),
    { numRuns: 1000 },
  );
});

test("a whole memory is whole", () => {
  fc.assert(fc.property(memory, (one) => assert.ok(read(one).whole)));
});

const BROKEN = {
  "is no time": { ...ANSWER, last: { ...LAST, at: "x" } },
  "is no verdict": { ...ANSWER, last: { ...LAST, verdict: "maybe" } },
  "gives no answer": { ...ANSWER, last: { ...LAST, given: [1.5] } },
  "is of no version": { ...ANSWER, last: { ...LAST, of: null } },
  "has no tries": { ...ANSWER, tries: [] },
  "has a try that is none": { ...ANSWER, tries: ["x", ...ANSWER.tries] },
  "has the same try twice": { ...ANSWER, tries: [...ANSWER.tries, ...ANSWER.tries] },
  "was not tried": { ...ANSWER, tries: [tryOf(AT, "wrong")] },
  "is nothing": null,
};
for (const [what, entry] of Object.entries(BROKEN)) {
  test(`an answer that ${what} is left out, and the others stay`, () => {
    const stored = with_({ answers: { q: ANSWER, broken: entry } });
    const { memory, whole } = read(stored);
    assert.equal(whole, false);
    assert.deepEqual(memory.answers, { q: ANSWER });
  });
}

for (const page of ["javascript:alert(1)", "//x.test/", "a/../../", "/a/"]) {
  test(`a visit of ${page} is no page of the site`, () => {
    const stored = with_({ visits: { [page]: { at: AT, hash: "" } } });
    assert.deepEqual(read(stored).memory.visits, {});
  });
}

test("the first schema is taken over: first try, last try, what was given", () => {
  const old = {
    schema: 1,
    answers: {
      once: { given: [1], right: true, first: true, tries: 1, at: AT, of: "z" },
      often: { given: "x", right: true, first: false, tries: 4, at: AT, of: "z" },
      broken: { given: [0], right: true },
    },
    practices: { p: { passed: true, tries: 2, at: AT } },
  };
  const { memory, whole } = read(old);
  assert.equal(whole, false);
  assert.deepEqual(memory.practices, { p: { passed: AT, tries: 2, at: AT } });
  assert.deepEqual(memory.answers, {
    once: { ...ANSWER, last: { ...LAST, of: "" } },
    often: {
      tries: [tryOf(AT - 1, "wrong"), tryOf(AT, "right")],
      last: { ...LAST, given: "x", of: "" },
    },
  });
});
