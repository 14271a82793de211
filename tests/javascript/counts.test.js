import assert from "node:assert/strict";
import test from "node:test";

import fc from "fast-check";

import { empty, merge, tryOf } from "../../docs/assets/js/memory.js";
import * as counts from "../../docs/assets/js/progress/counts.js";
import * as outline from "../../docs/assets/js/progress/course.js";
import { firstToRead } from "../../docs/assets/js/progress/diagnostic.js";
import { solved } from "../../docs/assets/js/progress/practices.js";
import { memory } from "./memories.js";

const IDS = ["q-1", "q-2", "q-3"];
const lesson = (page, ids, leads = {}, concepts = ids.map(() => 0)) => ({
  page,
  number: "1.1",
  title: page,
  sections: [{ anchor: "first", title: "First", questions: ids, concepts }],
  quiz: [],
  versions: Object.fromEntries(ids.map((id) => [id, "a1"])),
  leads,
  practices: ["p-1", "p-2"],
});
const course = (...lessons) => ({
  format: 2,
  concepts: ["Axis", "Mask", "Seed"],
  modules: [{ page: "m/", title: "M", count: 9, lessons }],
  others: [],
});
const answers = (verdicts, of = "a1") => ({
  ...empty(),
  answers: Object.fromEntries(
    Object.entries(verdicts).map(([id, list]) => {
      const tries = list.map((verdict, i) => tryOf(1000 + i, verdict));
      const verdict = list[list.length - 1];
      const last = { at: 999 + list.length, verdict, given: "", of };
      return [id, { tries, last }];
    }),
  ),
});

test("a question is done once it was answered right, whatever came later", () => {
  const page = lesson("a/", IDS);
  const known = answers({
    "q-1": ["right", "wrong"],
    "q-2": ["wrong", "unsure"],
  });
  const states = IDS.map((id) => counts.stateOf(known, page, id));
  assert.deepEqual(states, ["done", "answered", "open"]);
  assert.deepEqual(counts.countOf(known, page), {
    done: 1,
    answered: 2,
    total: 3,
  });
});

test("a question that has changed is open again", () => {
  const page = lesson("a/", IDS);
  const old = answers({ "q-1": ["right"] }, "before");
  assert.equal(counts.stateOf(old, page, "q-1"), "open");
});

test("all percent means all, and nothing less does", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (done, more) => {
      const share = counts.shareOf({ done, answered: 0, total: done + more });
      assert.equal(share === 100, more === 0 && done > 0);
    }),
  );
});

test("a practice counts once it was solved, whatever came later", () => {
  const page = lesson("a/", IDS);
  const practices = {
    "p-1": { at: 9, tries: 3, passed: 5 },
    "p-2": { at: 9, tries: 1, passed: 0 },
    "p-3": { at: 9, tries: 1, passed: 9 }, // of another page
  };
  assert.equal(solved({ ...empty(), practices }, page), 1);
  assert.equal(solved(empty(), page), 0);
});

test("merging two memories undoes nothing", () => {
  const page = lesson("a/", IDS);
  const current = memory.map((one) => {
    const kept = merge(one, empty());
    for (const { last } of Object.values(kept.answers)) last.of = "a1";
    return { ...kept, erased: 0 };
  });
  fc.assert(
    fc.property(current, current, (a, b) => {
      const both = counts.countOf(merge(a, b), page);
      for (const one of [a, b]) {
        const { done, answered } = counts.countOf(one, page);
        assert.ok(both.done >= done && both.answered >= answered);
      }
    }),
  );
});

const found = (known, whole) =>
  counts.weakest(known, whole).map(({ name, answered, missed }) => [
    name,
    answered,
    missed.map(({ page, id }) => page.page + id),
  ]);

test("what was missed is said by its concept, from whichever lesson", () => {
  const known = answers({ "q-1": ["unsure"], "q-2": ["right", "wrong"] });
  const whole = course(
    lesson("a/", ["q-1", "q-4"], {}, [1, 1]),
    lesson("b/", ["q-2", "q-3"], {}, [1, 0]),
  );
  assert.deepEqual(found(known, whole), [["Mask", 2, ["a/q-1", "b/q-2"]]]);
});

test("the largest share missed comes first, and of like shares the most", () => {
  const known = answers({
    "a-1": ["wrong"],
    "a-2": ["right"],
    "m-1": ["wrong"],
    "s-1": ["wrong"],
    "s-2": ["unsure"],
  });
  const ids = ["a-1", "a-2", "m-1", "s-1", "s-2"];
  const whole = course(lesson("a/", ids, {}, [0, 0, 1, 2, 2]));
  assert.deepEqual(
    found(known, whole).map(([name, answered]) => [name, answered]),
    [
      ["Seed", 2],
      ["Mask", 1],
      ["Axis", 2],
    ],
  );
});

test("what has changed or was answered right since is not weak", () => {
  const whole = course(lesson("a/", ["q-1"]));
  const mended = answers({ "q-1": ["wrong", "right"] });
  const changed = answers({ "q-1": ["wrong"] }, "before");
  for (const known of [mended, changed, empty()]) {
    assert.deepEqual(found(known, whole), []);
  }
});

test("who was on several pages goes on where it was last", () => {
  const visits = { "a/": { at: 1, hash: "#x" }, "b/": { at: 2, hash: "" } };
  const whole = course(lesson("a/", []), lesson("b/", []));
  const visited = { ...empty(), visits: { ...visits, "gone/": { at: 3 } } };
  assert.equal(counts.lastVisit(visited, whole).page.page, "b/");
  assert.equal(counts.lastVisit(empty(), whole), undefined);
});

const ASKED = ["q-1", "q-2", "q-3", "q-4"];
const leads = { "q-1": "b/", "q-2": "c/", "q-3": "b/", "q-4": "c/" };
const diagnosed = course(
  lesson("a/", ASKED, leads),
  lesson("b/", []),
  lesson("c/", []),
);
diagnosed.modules.push({
  page: "n/",
  title: "N",
  count: 9,
  lessons: [{ ...lesson("d/", []), number: "2.1" }],
});

for (const [verdicts, page] of [
  [["wrong", "wrong", "unsure", "wrong"], "b/"],
  [["wrong", "wrong", "right", "unsure"], "c/"],
  [["wrong", "wrong", "right", "right"], "d/"],
  [["right", "right", "right", "right"], "d/"],
  [["wrong", "wrong", "wrong"], undefined],
]) {
  test(`${verdicts} in the diagnostic leads to ${page}`, () => {
    const known = answers(
      Object.fromEntries(verdicts.map((one, i) => [ASKED[i], [one]])),
    );
    assert.equal(firstToRead(known, diagnosed)?.page, page);
  });
}

test("the diagnostic is no exam: answered is done, and nothing is weak", () => {
  const known = answers({ "q-1": ["unsure"] });
  const [page] = diagnosed.modules[0].lessons;
  assert.equal(counts.stateOf(known, page, "q-1"), "done");
  assert.deepEqual(counts.weakest(known, diagnosed), []);
});

test("no outline makes a link that leads away from the site", () => {
  const root = outline.address("");
  for (const path of ["javascript:alert(1)//", "https://elsewhere.test/"]) {
    const { href } = new URL(outline.address(path, "a"));
    assert.ok(href.startsWith(root), href);
  }
});

test("an outline of another form is refused, and asked for again", async () => {
  const fetched = globalThis.fetch;
  const { concepts, modules, others } = diagnosed;
  const given = [
    null,
    [],
    {},
    { concepts, modules, others },
    { ...diagnosed, format: 1 },
  ];
  try {
    for (const one of given) {
      globalThis.fetch = async () => Response.json(one);
      await assert.rejects(outline.course(), /no course/);
    }
    globalThis.fetch = async () => Response.json(diagnosed);
    assert.deepEqual(await outline.course(), diagnosed);
  } finally {
    globalThis.fetch = fetched;
  }
});
