// @ts-check
/**
 * The progress as a short text that a link can carry.
 *
 * Equal fields stand together, times are steps from the one before, and all of
 * it is compressed: about 18 bytes for an answer. The compression ends in a
 * checksum, so that a link which was cut off is known.
 */
import { readTry, tryOf } from "../memory.js";
import { admit, MOST, NEWER, parse, Refused } from "./admit.js";

/** @typedef {import("../memory.js").Memory} Memory */

const FORMAT = "1";
/** Of the time in a try, before its marks. */
const DIGITS = 8;
const STEP = /(-?[0-9a-z]+)([A-Z]+)/g;
const BROKEN = "The link is not whole: a part of it was cut off or changed.";

/** @param {Memory} memory */
export async function pack(memory) {
  const text = JSON.stringify(columns(memory));
  const bytes = await through(new CompressionStream("deflate"), encode(text));
  const plain = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const signs = btoa(plain).replaceAll("+", "-").replaceAll("/", "_");
  return `${FORMAT}.${signs.replace(/=+$/, "")}`;
}

/**
 * @param {string} packed
 * @returns {Promise<Memory>}
 */
export async function unpack(packed) {
  const [, format, signs] = /^(\d+)\.([\w-]+)$/.exec(packed) ?? [];
  if (!format) throw new Refused(BROKEN);
  if (format !== FORMAT) throw new Refused(NEWER);
  let bytes;
  try {
    const plain = atob(signs.replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
    bytes = await through(new DecompressionStream("deflate"), packed);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(BROKEN);
  }
  const listed = parse(new TextDecoder().decode(bytes), BROKEN);
  let memory;
  try {
    memory = rows(listed);
  } catch {
    throw new Refused(BROKEN);
  }
  return admit(memory, BROKEN);
}

/** @param {string} text */
const encode = (text) => new TextEncoder().encode(text);

/**
 * @param {ReadableWritablePair<Uint8Array, BufferSource>} change
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function through(change, bytes) {
  const parts = [];
  let size = 0;
  // A few bytes can blow up to gigabytes; so it is watched as it comes.
  const stream = new Blob([bytes]).stream().pipeThrough(change);
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    if ((size += value.length) > MOST) {
      await reader.cancel();
      throw new Refused("The link holds more than any progress.");
    }
  }
  return new Uint8Array(await new Blob(/** @type {any} */ (parts)).arrayBuffer());
}

/** @param {Memory} memory */
function columns({ schema, seed, erased, answers, practices, visits }) {
  const names = Object.keys(answers).sort();
  const listed = names.map((name) => answers[name]);
  let clock = 0;
  const steps = listed.map(({ tries }) =>
    tries.map((text) => {
      const { at } = readTry(text);
      const step = at - clock;
      clock = at;
      // Digits are small letters, so capitals end the number.
      return step.toString(36) + text.slice(DIGITS).toUpperCase();
    }),
  );
  const after = listed.map(({ tries, last }) => {
    return tries.length - 1 - tries.indexOf(tryOf(last.at, last.verdict));
  });
  return [
    schema,
    seed,
    erased,
    names.join(" "),
    steps.map((each) => each.join("")).join(" "),
    after.some(Boolean) ? after : 0, // how many tries followed the last answer
    listed.map(({ last }) => last.given),
    listed.map(({ last }) => last.of),
    practices,
    visits,
  ];
}

/** @param {any} listed what `columns` made, or anything else */
function rows(listed) {
  const [schema, seed, erased, names, steps, after, given, of] = listed;
  const [practices, visits] = listed.slice(8);
  /** @type {Memory["answers"]} */
  const answers = {};
  const split = (/** @type {string} */ text) => (names ? text.split(" ") : []);
  const walks = split(steps);
  let clock = 0;
  split(names).forEach((name, i) => {
    const tries = Array.from(walks[i].matchAll(STEP), ([, step, marks]) => {
      clock += parseInt(step, 36);
      return tryOf(clock, "right").slice(0, DIGITS) + marks.toLowerCase();
    });
    const last = readTry(tries[tries.length - 1 - (after && after[i])]);
    answers[name] = { tries, last: { ...last, given: given[i], of: of[i] } };
  });
  return { schema, seed, erased, answers, practices, visits };
}
