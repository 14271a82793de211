import assert from "node:assert/strict";
import test from "node:test";

import fc from "fast-check";

import { compare, keeping, list, stays } from "../../docs/assets/js/data/news.js";
import { unpack } from "../../docs/assets/js/data/pack.js";
import { packed, split } from "../../docs/assets/js/data/parts.js";
import { empty, merge, tryOf } from "../../docs/assets/js/memory.js";
import { clean, memory } from "./memories.js";

const AT = 1_760_000_000_000;
const holds = (...parts) => fc.assert(fc.property(...parts), { numRuns: 1000 });

test("the parts together are the whole, in any order, some of them twice", () =>
  holds(clean, fc.integer({ min: 1, max: 5 }), fc.nat(), (one, many, seed) => {
    const parts = split(one, many);
    const mixed = [...parts, parts[seed % many]];
    mixed.sort((a, b) => ((JSON.stringify(a).length * seed) % 7) - ((JSON.stringify(b).length * seed) % 7));
    assert.deepEqual(mixed.reduce(merge), one);
  }));

test("parts are as few as fit, each within the length, or there are none", async () => {
  const answers = {};
  for (let i = 0; i < 60; i += 1) {
    const at = AT + i * 34_567;
    const last = { at, verdict: "right", given: [i % 4], of: (i * i).toString(36) };
    answers[`question-${(i * 7919) % 101}`] = { tries: [tryOf(at, "right")], last };
  }
  const one = { ...empty(), answers };
  const parts = await packed(one, 400, 9);
  assert.ok(parts.length > 1);
  assert.ok(parts.every((part) => part.length <= 400));
  const all = await Promise.all(parts.map(unpack));
  assert.deepEqual(all.reduce(merge), one);
  assert.deepEqual(await packed(one, 400, parts.length - 1), []);
  assert.equal((await packed(one, 9_000, 9)).length, 1);
});

test("what is added loses nothing of what was here, whatever was erased there", () =>
  holds(clean, memory, (mine, theirs) => {
    const after = merge(mine, keeping(theirs));
    for (const [id, { tries }] of Object.entries(mine.answers)) {
      for (const text of tries) assert.ok(after.answers[id].tries.includes(text));
    }
    for (const [name, { passed }] of Object.entries(mine.practices)) {
      assert.ok(after.practices[name].passed >= passed);
    }
  }));

test("what is said to come in is what comes in", () =>
  holds(clean, clean, (mine, theirs) => {
    const news = compare(mine, theirs);
    const after = merge(mine, keeping(theirs));
    const before = Object.keys(mine.answers).length;
    assert.equal(Object.keys(after.answers).length, before + news.answers);
    const newer = Object.keys(mine.answers).filter(
      (id) => after.answers[id].last.at > mine.answers[id].last.at,
    );
    assert.ok(news.newer >= newer.length);
    const nothing = { ...after, seed: mine.seed };
    assert.equal(list(news) === "", JSON.stringify(sorted(nothing)) === JSON.stringify(sorted(mine)));
    assert.equal(list(compare(after, theirs)), "");
  }));

/** @param {any} value with its keys in order */
function sorted(value) {
  if (!value || typeof value !== "object" || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

test("the news name what is new, newer, earlier, and erased", () => {
  const answer = (...times) => ({
    tries: times.map((at) => tryOf(AT + at, "right")),
    last: { at: AT + times.at(-1), verdict: "right", given: [0], of: "" },
  });
  const mine = { ...empty(), erased: AT, answers: { a: answer(5), b: answer(5) } };
  const answers = { a: answer(9), b: answer(3, 5), c: answer(7), d: answer(-4) };
  const news = compare(mine, { ...empty(), answers });
  assert.equal(list(news), "1 answer, 1 newer, earlier tries of 1 question");
  assert.equal(
    stays(news),
    " 1 answer is from before you erased your progress here, and stays erased.",
  );
});
