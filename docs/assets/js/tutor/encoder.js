// @ts-check
/**
 * The encoder of lesson 1.7 in the browser: a BERT whose mean output says what
 * a text is about. Texts that mean the same get vectors in the same direction.
 *
 * Line by line what `unmasked/models/bert.py` and
 * `unmasked/pretrained/minilm.py` compute; a test holds the two equal. A
 * sequence of n vectors of width d is one array of n·d numbers, row by row.
 */
import { readTensors } from "./safetensors.js";
import { WordPiece } from "./word_piece.js";

const N_HEADS = 12;
const MAX_TOKENS = 128;
const EPSILON = 1e-12;

export class Encoder {
  /**
   * @param {ArrayBuffer} weights a safetensors file with a BERT's names
   * @param {string} vocabulary a piece a line
   */
  constructor(weights, vocabulary) {
    this.tables = readTensors(weights);
    this.tokenizer = new WordPiece(vocabulary.trimEnd().split("\n"));
    this.d = this.table("embeddings.word_embeddings.weight").width;
    let layers = 0;
    while (this.tables.has(`encoder.layer.${layers}.output.dense.weight`)) {
      layers += 1;
    }
    this.layers = layers;
  }

  /**
   * The unit vector of a text's meaning.
   * @param {string} text
   * @param {() => Promise<void>} rest between layers, to let the page react
   */
  async encode(text, rest = async () => {}) {
    let x = this.embed(this.tokenizer.encode(text, MAX_TOKENS));
    for (let layer = 0; layer < this.layers; layer++) {
      x = this.block(x, `encoder.layer.${layer}.`);
      await rest();
    }
    return normalized(mean(x, this.d));
  }

  /**
   * What a piece means anywhere, plus what its place says.
   * @param {number[]} ids
   */
  embed(ids) {
    const parts = ids.map((id, place) => {
      const row = this.row("embeddings.word_embeddings.weight", id);
      add(row, this.row("embeddings.position_embeddings.weight", place));
      add(row, this.row("embeddings.token_type_embeddings.weight", 0));
      return row;
    });
    return this.norm(joined(parts), "embeddings.LayerNorm.");
  }

  /**
   * One layer: tokens look at each other, then each thinks for itself. Both
   * add to what was there, and the sum is normalized.
   * @param {Float32Array} x
   * @param {string} name
   */
  block(x, name) {
    const q = this.linear(x, `${name}attention.self.query.`);
    const k = this.linear(x, `${name}attention.self.key.`);
    const v = this.linear(x, `${name}attention.self.value.`);
    const seen = attend(q, k, v, this.d);
    const looked = this.linear(seen, `${name}attention.output.dense.`);
    x = this.norm(add(looked, x), `${name}attention.output.LayerNorm.`);
    const wide = this.linear(x, `${name}intermediate.dense.`).map(gelu);
    const thought = this.linear(wide, `${name}output.dense.`);
    return this.norm(add(thought, x), `${name}output.LayerNorm.`);
  }

  /**
   * x Wᵀ + b for every row of x.
   * @param {Float32Array} x
   * @param {string} name
   */
  linear(x, name) {
    const { rows, width, read } = this.table(`${name}weight`);
    const bias = this.row(`${name}bias`);
    const n = x.length / width;
    const y = new Float32Array(n * rows);
    const w = new Float32Array(width);
    for (let o = 0; o < rows; o++) {
      read(o, w); // once for all tokens: unpacking costs as much as a product
      for (let t = 0; t < n; t++) {
        y[t * rows + o] = dot(w, 0, x, t * width, width) + bias[o];
      }
    }
    return y;
  }

  /**
   * Each row to mean 0 and variance 1, then scaled and shifted.
   * @param {Float32Array} x
   * @param {string} name
   */
  norm(x, name) {
    const weight = this.row(`${name}weight`);
    const bias = this.row(`${name}bias`);
    for (let at = 0; at < x.length; at += this.d) {
      const row = x.subarray(at, at + this.d);
      const average = row.reduce((sum, value) => sum + value, 0) / this.d;
      const variance =
        row.reduce((sum, value) => sum + (value - average) ** 2, 0) / this.d;
      const scale = 1 / Math.sqrt(variance + EPSILON);
      for (let i = 0; i < this.d; i++) {
        row[i] = (row[i] - average) * scale * weight[i] + bias[i];
      }
    }
    return x;
  }

  /** @param {string} name */
  table(name) {
    const table = this.tables.get(name);
    if (!table) throw new Error(`the weights lack ${name}`);
    return table;
  }

  /**
   * @param {string} name
   * @param {number} index
   */
  row(name, index = 0) {
    const table = this.table(name);
    const values = new Float32Array(table.width);
    table.read(index, values);
    return values;
  }
}

/**
 * softmax(QKᵀ / √d_head) V in every head.
 * @param {Float32Array} q
 * @param {Float32Array} k
 * @param {Float32Array} v
 * @param {number} d
 */
function attend(q, k, v, d) {
  const n = q.length / d;
  const dHead = d / N_HEADS;
  const y = new Float32Array(q.length);
  for (let head = 0; head < d; head += dHead) {
    for (let i = 0; i < q.length; i += d) {
      const scores = Float32Array.from({ length: n }, (_, j) => {
        return dot(q, i + head, k, j * d + head, dHead) / Math.sqrt(dHead);
      });
      const weights = softmax(scores);
      for (let j = 0; j < n; j++) {
        for (let c = head; c < head + dHead; c++) {
          y[i + c] += weights[j] * v[j * d + c];
        }
      }
    }
  }
  return y;
}

/** @param {Float32Array} scores */
function softmax(scores) {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/**
 * x · P(a normal number is below x), with the error function of Abramowitz and
 * Stegun, 7.1.26, good to 1.5e-7.
 * @param {number} x
 */
function gelu(x) {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const series =
    t *
    (0.254829592 +
      t *
        (-0.284496736 +
          t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = Math.sign(x) * (1 - series * Math.exp(-z * z));
  return (x * (1 + erf)) / 2;
}

/**
 * @param {Float32Array} a
 * @param {number} atA
 * @param {Float32Array} b
 * @param {number} atB
 * @param {number} length
 */
function dot(a, atA, b, atB, length) {
  // Four sums at a time: the processor need not wait for the one before.
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < length; i += 4) {
    s0 += a[atA + i] * b[atB + i];
    s1 += a[atA + i + 1] * b[atB + i + 1];
    s2 += a[atA + i + 2] * b[atB + i + 2];
    s3 += a[atA + i + 3] * b[atB + i + 3];
  }
  return s0 + s1 + s2 + s3;
}

/**
 * @param {Float32Array} x changed in place
 * @param {Float32Array} y
 */
function add(x, y) {
  for (let i = 0; i < x.length; i++) x[i] += y[i];
  return x;
}

/** @param {Float32Array[]} rows */
function joined(rows) {
  const all = new Float32Array(rows.length * rows[0].length);
  rows.forEach((row, i) => all.set(row, i * row.length));
  return all;
}

/**
 * @param {Float32Array} x
 * @param {number} d
 */
function mean(x, d) {
  const sum = new Float32Array(d);
  for (let at = 0; at < x.length; at += d) add(sum, x.subarray(at, at + d));
  return sum.map((value) => (value * d) / x.length);
}

/** @param {Float32Array} x */
function normalized(x) {
  const length = Math.sqrt(dot(x, 0, x, 0, x.length));
  return x.map((value) => value / length);
}
