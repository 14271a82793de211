// Vectors and ids of texts, by the site's own encoder.
import { readFileSync } from "node:fs";
import { Encoder } from "../../docs/assets/js/tutor/encoder.js";

const { weights, vocabulary, texts } = JSON.parse(readFileSync(0, "utf8"));
const bytes = readFileSync(weights);
const encoder = new Encoder(
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  readFileSync(vocabulary, "utf8"),
);
const vectors = [];
const ids = [];
for (const text of texts) {
  ids.push(encoder.tokenizer.encode(text, 128));
  vectors.push([...(await encoder.encode(text))]);
}
console.log(JSON.stringify({ vectors, ids }));
