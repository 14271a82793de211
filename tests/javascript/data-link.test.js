import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";

import fc from "fast-check";

import { Refused } from "../../docs/assets/js/data/admit.js";
import { pack, unpack } from "../../docs/assets/js/data/pack.js";
import { empty, SCHEMA, tryOf } from "../../docs/assets/js/memory.js";
import { memory, soundOrRefused } from "./memories.js";

const AT = 1_760_000_000_000;
const holds = (...parts) =>
  fc.assert(fc.asyncProperty(...parts), { numRuns: 500 });

test("a link gives back what was packed, in signs that an address can hold", () =>
  holds(memory, async (one) => {
    const signs = await pack(one);
    assert.match(signs, /^[\w.-]+$/);
    assert.deepEqual(await unpack(signs), one);
  }));

test("a last answer that other tries follow is packed as well", async () => {
  const tries = [tryOf(AT, "wrong"), tryOf(AT + 5, "right")];
  const last = { at: AT, verdict: "wrong", given: "a b", of: "c d" };
  const one = { ...empty(), answers: { q: { tries, last } } };
  assert.deepEqual(await unpack(await pack(one)), one);
});

test("any signs at all are refused as a link, or are sound", () =>
  holds(fc.string(), fc.boolean(), (signs, ours) =>
    soundOrRefused(unpack(ours ? `1.${signs.replace(/\W/g, "-")}` : signs)),
  ));

test("any list in the place of the columns is refused, or is sound", () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom("q r", "a1R b2W", {}));
  const listed = fc.tuple(
    fc.constantFrom(1, SCHEMA, SCHEMA, 99),
    ...Array.from({ length: 9 }, () => value),
  );
  return holds(fc.oneof(listed, fc.jsonValue()), (columns) => {
    const signs = deflateSync(JSON.stringify(columns)).toString("base64url");
    return soundOrRefused(unpack(`1.${signs}`));
  });
});

test("a link that was cut off is refused", () =>
  holds(memory, fc.nat(), async (one, where) => {
    const signs = await pack(one);
    const broken = signs.slice(0, where % signs.length);
    await assert.rejects(unpack(broken), Refused);
  }));

test("a link with another sign is refused, unless that sign means nothing", () =>
  holds(memory, fc.nat(), async (one, where) => {
    const signs = await pack(one);
    const at = 2 + (where % (signs.length - 2));
    const other = signs[at] === "A" ? "Q" : "A";
    const changed = signs.slice(0, at) + other + signs.slice(at + 1);
    let read = one;
    try {
      read = await unpack(changed);
    } catch (error) {
      assert.ok(error instanceof Refused, error);
    }
    assert.deepEqual(read, one);
  }));

test("a link of a newer format is told from a broken one", () =>
  assert.rejects(unpack("2.AAAA"), /newer version of this site/));

test("a link that would fill the memory of the machine is refused", async () => {
  const bomb = deflateSync("[".repeat(50_000_000), { level: 9 });
  const signs = `1.${bomb.toString("base64url")}`;
  await assert.rejects(unpack(signs), /more than any progress/);
});
