import assert from "node:assert/strict";
import test from "node:test";

import fc from "fast-check";

import { MOST, Refused } from "../../docs/assets/js/data/admit.js";
import { read, write } from "../../docs/assets/js/data/file.js";
import { empty, SCHEMA } from "../../docs/assets/js/memory.js";
import { memory, soundOrRefused } from "./memories.js";

const NOW = new Date("2026-11-25T14:00:00Z");
const holds = (...parts) =>
  fc.assert(fc.asyncProperty(...parts), { numRuns: 500 });
const file = (...parts) => new Blob(parts);
const written = (one) => write(one, NOW).text;

test("a file gives back what was written, and says what it is and of when", () =>
  holds(memory, async (one) => {
    const { name, text } = write(one, NOW);
    assert.equal(name, "unmasked-progress-2026-11-25.json");
    assert.equal(JSON.parse(text).saved, NOW.toISOString());
    assert.deepEqual(await read(file(text)), one);
  }));

test("any bytes at all are refused as a file, or are sound", () =>
  holds(fc.uint8Array({ maxLength: 200 }), (bytes) =>
    soundOrRefused(read(file(bytes))),
  ));

test("any JSON in the place of the progress is refused, or is sound", () => {
  const near = fc.record(
    {
      schema: fc.oneof(fc.constantFrom(1, SCHEMA, SCHEMA, 99), fc.jsonValue()),
      seed: fc.oneof(fc.constant("a"), fc.jsonValue()),
      erased: fc.oneof(fc.constant(0), fc.jsonValue()),
      answers: fc.oneof(
        fc.dictionary(fc.constantFrom("q", "__proto__"), fc.jsonValue()),
        fc.constant({}),
      ),
      practices: fc.oneof(fc.constant({}), fc.jsonValue()),
      visits: fc.oneof(fc.constant({}), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  return holds(fc.oneof(near, fc.jsonValue()), (value) => {
    const whole = { unmasked: "progress", memory: value };
    return soundOrRefused(read(file(JSON.stringify(whole))));
  });
});

test("a file that was changed anywhere is refused, or is sound", () =>
  holds(memory, fc.nat(), fc.nat(255), async (one, where, byte) => {
    const bytes = new TextEncoder().encode(written(one));
    bytes[where % bytes.length] = byte;
    await soundOrRefused(read(file(bytes)));
  }));

for (const [what, text, why] of [
  ["nothing", "", /not a file with progress/],
  ["another format", '{"version":1,"notes":[]}', /not a file with progress/],
  ["a picture", "\u0089PNG\r\n", /not a file with progress/],
  ["half a file", written(empty()).slice(0, 60), /not a file with progress/],
  [
    "the mark of another thing",
    written(empty()).replace('"progress"', '"notes"'),
    /not a file with progress/,
  ],
  ["no memory", '{"unmasked":"progress"}', /not a file with progress/],
  [
    "a newer schema",
    written({ ...empty(), schema: SCHEMA + 1 }),
    /newer version of this site/,
  ],
  [
    "one damaged answer",
    written({ ...empty(), answers: { q: { tries: [], last: {} } } }),
    /damaged/,
  ],
  ["too much", " ".repeat(MOST + 1), /It has 2 MB/],
]) {
  test(`a file with ${what} is refused, and why is said`, () =>
    assert.rejects(read(file(text)), (error) => {
      assert.ok(error instanceof Refused);
      assert.match(error.message, why);
      return true;
    }));
}
