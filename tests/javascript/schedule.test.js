import assert from "node:assert/strict";
import test from "node:test";

import fc from "fast-check";

import { empty, merge, tryOf } from "../../docs/assets/js/memory.js";
import { dueNow, duesIn } from "../../docs/assets/js/progress/calendar.js";
import { dueAfter } from "../../docs/assets/js/progress/schedule.js";

const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

const letters = fc.constantFrom("r", "rh", "re", "w", "u");
const times = fc.integer({ min: 0, max: 400 * 24 * 60 });
const text = (at, letters) => at.toString(36).padStart(8, "0") + letters;
const tries = fc
  .array(fc.tuple(times, letters), { minLength: 1, maxLength: 8 })
  .map((all) => all.map(([min, l]) => text(START + min * 60_000, l)))
  .map((all) => {
    const hard = all.filter((one) => one.length > 9);
    return [...new Set([...all, ...hard.map((one) => one.slice(0, 9))])].sort();
  });

const holds = (...parts) => fc.assert(fc.property(...parts), { numRuns: 500 });

test("merged devices agree, whichever is merged first", () => {
  holds(tries, tries, (a, b) => {
    const one = memory(a);
    const two = memory(b);
    const there = merge(one, two).answers.q.tries;
    const back = merge(two, one).answers.q.tries;
    assert.equal(dueAfter(there), dueAfter(back));
  });
});

/** A memory in which one question was answered. */
function memory(tries) {
  const last = tries[tries.length - 1];
  const at = parseInt(last.slice(0, 8), 36);
  const verdict = { r: "right", w: "wrong", u: "unsure" }[last[8]];
  const answer = { tries, last: { at, verdict, given: "", of: "" } };
  return { ...empty(), answers: { q: answer } };
}

test("what is due and answered right is not due any more", () => {
  holds(tries, fc.nat(100), letters, (tries, late, grade) => {
    const now = Math.max(dueAfter(tries), latest(tries)) + late * HOUR + 1;
    const next = dueAfter([...tries, text(now, grade)]);
    assert.ok(next >= now + 8 * HOUR, `${(next - now) / HOUR} hours`);
  });
});

function latest(tries) {
  return parseInt(tries[tries.length - 1].slice(0, 8), 36);
}

test("a right answer just after another try changes nothing", () => {
  holds(fc.constantFrom("r", "w", "u"), fc.integer({ min: 1, max: 479 }), (first, min) => {
    const tries = [text(START, first)];
    const again = text(START + min * 60_000, "r");
    assert.equal(dueAfter([...tries, again]), dueAfter(tries));
  });
});

test("a missed question comes back the next day", () => {
  for (const verdict of ["wrong", "unsure"]) {
    const due = dueAfter([tryOf(START, verdict)]);
    assert.ok(due > START + 8 * HOUR && due <= START + DAY);
  }
});

test("the easier it was to find, the later it comes back", () => {
  const after = (letters) =>
    dueAfter([
      text(START, "r"),
      text(START + 3 * DAY, "r"),
      ...(letters === "r" ? [] : [text(START + 3 * DAY, letters)]),
    ]);
  assert.ok(after("rh") < after("r"));
  assert.ok(after("r") < after("re"));
});

test("distances grow while the answers are right", () => {
  let tries = [text(START, "r")];
  let gap = 0;
  for (let i = 0; i < 5; i++) {
    const at = dueAfter(tries) + 4 * HOUR;
    const next = at - latest(tries);
    assert.ok(next > gap);
    gap = next;
    tries = [...tries, text(at, "r")];
  }
});

test("as many are due as one counts by hand", () => {
  const ids = ["a", "b", "c", "d", "e"];
  const due = fc.record(
    Object.fromEntries(ids.map((id) => [id, fc.integer({ min: 0, max: 9 })])),
    { requiredKeys: [] },
  );
  holds(due, fc.integer({ min: 0, max: 9 }), (times, now) => {
    // Of these, d is of the diagnostic, and e is not asked any more.
    const versions = { a: "1", b: "1", c: "1", d: "1" };
    const page = { page: "x/", title: "X", sections: [], quiz: [] };
    const course = {
      modules: [],
      others: [{ ...page, versions, leads: { d: "x/" } }],
    };
    let count = 0;
    for (const id of ["a", "b", "c"]) if (times[id] <= now) count++;
    const found = dueNow(duesIn(times, course), now);
    assert.equal(found.length, count);
    for (let i = 1; i < found.length; i++) {
      assert.ok(found[i - 1].at <= found[i].at);
    }
  });
});
