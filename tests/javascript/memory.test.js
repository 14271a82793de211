import assert from "node:assert/strict";
import test from "node:test";

import fc from "fast-check";

import { empty, merge, readTry, tryOf } from "../../docs/assets/js/memory.js";
import { read } from "../../docs/assets/js/repair.js";
import { clean, memory } from "./memories.js";

const holds = (...parts) => fc.assert(fc.property(...parts), { numRuns: 2000 });

test("it does not matter which of two memories comes first", () => {
  holds(memory, memory, (a, b) => {
    assert.deepEqual(merge(a, b), merge(b, a));
  });
});

test("it does not matter in which order many are merged", () => {
  holds(memory, memory, memory, (a, b, c) => {
    assert.deepEqual(merge(merge(a, b), c), merge(a, merge(b, c)));
  });
});

test("a memory that is merged twice changes nothing the second time", () => {
  holds(clean, (a) => assert.deepEqual(merge(a, a), a));
  holds(clean, clean, (a, b) => {
    const once = merge(a, b);
    assert.deepEqual(merge(once, b), once);
  });
});

test("an empty memory adds nothing", () => {
  holds(clean, (a) => assert.deepEqual(merge(a, empty()), a));
});

test("every try of both sides is kept, unless it was forgotten", () => {
  holds(clean, clean, (a, b) => {
    const both = merge(a, b);
    for (const side of [a, b]) {
      for (const [id, { tries }] of Object.entries(side.answers)) {
        for (const text of tries) {
          if (readTry(text).at <= both.erased) continue;
          assert.ok(both.answers[id].tries.includes(text));
        }
      }
    }
  });
});

test("what was solved on one side is solved, unless it was forgotten", () => {
  holds(clean, clean, (a, b) => {
    const both = merge(a, b);
    for (const [name, { passed }] of Object.entries(both.practices)) {
      const times = [a, b].map((side) => side.practices[name]?.passed ?? 0);
      const last = Math.max(...times);
      assert.equal(passed, last > both.erased ? last : 0);
    }
  });
});

test("the last answer is the newest of both sides", () => {
  holds(clean, clean, (a, b) => {
    for (const [id, { last }] of Object.entries(merge(a, b).answers)) {
      const times = [a, b].map((side) => side.answers[id]?.last.at ?? 0);
      assert.equal(last.at, Math.max(...times));
    }
  });
});

test("what was merged can be stored and read again", () => {
  holds(clean, clean, (a, b) => {
    const both = merge(a, b);
    const again = read(JSON.parse(JSON.stringify(both)));
    assert.deepEqual(again, { memory: both, whole: true });
  });
});

test("merging changes neither side", () => {
  holds(memory, memory, (a, b) => {
    const before = JSON.stringify([a, b]);
    merge(a, b);
    assert.equal(JSON.stringify([a, b]), before);
  });
});

test("tries sort by time as text, and are read as they were written", () => {
  const time = fc.integer({ min: 0, max: 36 ** 8 - 1 });
  holds(time, time, (a, b) => {
    assert.equal(a < b, tryOf(a, "right") < tryOf(b, "right"));
    assert.deepEqual(readTry(tryOf(a, "wrong")), { at: a, verdict: "wrong" });
  });
});

test("a memory of the second schema is read whole", () => {
  holds(clean, (a) => {
    const { memory, whole } = read({ ...a, schema: 2 });
    assert.ok(whole);
    assert.deepEqual(memory, a);
  });
});

test("how hard an answer was to find is kept beside it", () => {
  const at = 1_760_000_000_000;
  const tries = [tryOf(at, "right"), tryOf(at, "right", "hard")];
  const last = { at, verdict: "right", given: "", of: "" };
  const one = { ...empty(), answers: { q: { tries, last } } };
  assert.deepEqual(read(one), { memory: one, whole: true });
  assert.deepEqual(readTry(tries[1]), { at, verdict: "right" });
  const wrong = { ...one, answers: { q: { tries: [`${tries[0]}x`], last } } };
  assert.ok(!read(wrong).whole);
});
