// @ts-check
/**
 * Finds places of a lesson by what they mean: the cosine between the vector of
 * the question, computed here, and those of the passages, which the build made.
 */
import { Encoder } from "./encoder.js";

/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Meaning} Meaning */
/** @typedef {import("./types.js").Match} Match */

const FILES = new URL("../../tutor/", import.meta.url);
// Below, even the closest place is hardly about it.
const FITS = 0.34;

/** Whether the reader wants to be asked before megabytes are loaded. */
export function savesData() {
  const connection = /** @type {any} */ (navigator).connection;
  return (
    connection?.saveData ||
    matchMedia("(prefers-reduced-data: reduce)").matches
  );
}

export class Meanings {
  /**
   * @param {Place[]} places
   * @param {Meaning} meaning
   */
  constructor(places, meaning) {
    this.ready = Promise.all([
      get(new URL(meaning.weights, FILES)),
      get(new URL(meaning.vocabulary, FILES)),
      get("tutor.bin"),
    ]).then(([weights, vocabulary, vectors]) => {
      const encoder = new Encoder(weights, new TextDecoder().decode(vocabulary));
      return { encoder, match: matcher(places, new Int8Array(vectors), meaning) };
    });
  }

  /**
   * The closest places first.
   * @param {string} question
   */
  async search(question) {
    const { encoder, match } = await this.ready;
    return match(await encoder.encode(question, rest));
  }
}

/**
 * A place is as close to a question as the closest of its vectors.
 * @param {Place[]} places
 * @param {Int8Array} vectors
 * @param {Meaning} meaning
 */
export function matcher(places, vectors, { owners, step }) {
  const d = vectors.length / owners.length;
  /**
   * @param {Float32Array} asked
   * @returns {Match[]}
   */
  return (asked) => {
    const scores = places.map(() => -1);
    owners.forEach((owner, row) => {
      let product = 0;
      for (let i = 0; i < d; i++) product += asked[i] * vectors[row * d + i];
      scores[owner] = Math.max(scores[owner], product * step);
    });
    return places
      .map((place, i) => ({ place, score: scores[i], fits: scores[i] >= FITS }))
      .sort((a, b) => b.score - a.score);
  };
}

/** @param {URL | string} address */
async function get(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.arrayBuffer();
}

/** Lets the page react to the reader before going on. */
function rest() {
  return /** @type {Promise<void>} */ (new Promise((go) => setTimeout(go)));
}
