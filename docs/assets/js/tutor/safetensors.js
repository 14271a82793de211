// @ts-check
/**
 * Reads the file format in which models are published: the length of a header
 * in 8 bytes, the header in JSON, then the numbers of all tensors.
 * Source: https://huggingface.co/docs/safetensors
 */

/**
 * A table of numbers, a row at a time, so that those stored in 4 bits need not
 * all be unpacked at once.
 * @typedef {object} Table
 * @property {number} rows
 * @property {number} width
 * @property {(row: number, into: Float32Array) => void} read
 */

/**
 * Every tensor of a file, vectors as tables of one row.
 * @param {ArrayBuffer} file
 * @returns {Map<string, Table>}
 */
export function readTensors(file) {
  const length = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(
    new TextDecoder().decode(new Uint8Array(file, 8, length)),
  );
  delete header.__metadata__;
  /** @param {string} name */
  const numbers = (name) => {
    const [begin, end] = header[name].data_offsets;
    // A copy, because typed arrays must begin at a multiple of their width.
    const bytes = file.slice(8 + length + begin, 8 + length + end);
    const { dtype } = header[name];
    if (dtype === "F32") return new Float32Array(bytes);
    if (dtype === "F16") return Float32Array.from(new Uint16Array(bytes), half);
    return new Uint8Array(bytes);
  };
  const tables = new Map();
  for (const [name, { dtype, shape }] of Object.entries(header)) {
    if (!["F32", "F16", "U8"].includes(dtype)) continue; // counters
    const values = numbers(name);
    const rows = shape.length > 1 ? shape[0] : 1;
    tables.set(
      name,
      dtype === "U8"
        ? packed(values, numbers(`${name}.scale`), rows)
        : plain(/** @type {Float32Array} */ (values), rows),
    );
  }
  return tables;
}

/**
 * @param {Float32Array} values
 * @param {number} rows
 * @returns {Table}
 */
function plain(values, rows) {
  const width = values.length / rows;
  return {
    rows,
    width,
    read: (row, into) =>
      into.set(values.subarray(row * width, (row + 1) * width)),
  };
}

/**
 * Two numbers of 4 bits in a byte, -8 to 7; each group in a row shares a scale.
 * @param {ArrayLike<number>} bytes
 * @param {ArrayLike<number>} scales
 * @param {number} rows
 * @returns {Table}
 */
function packed(bytes, scales, rows) {
  const width = (2 * bytes.length) / rows;
  const group = (rows * width) / scales.length;
  return {
    rows,
    width,
    read: (row, into) => {
      for (let i = 0; i < width; i += 2) {
        const at = row * width + i;
        const byte = bytes[at / 2];
        const scale = scales[Math.floor(at / group)];
        into[i] = ((byte & 15) - 8) * scale;
        into[i + 1] = ((byte >> 4) - 8) * scale;
      }
    },
  };
}

/**
 * A number from the 16 bits of its float16.
 * @param {number} bits
 */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return exponent
    ? sign * (1 + fraction) * 2 ** (exponent - 15)
    : sign * fraction * 2 ** -14;
}
