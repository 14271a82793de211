// The first three places for each question, by words and by meaning.
import { readFileSync } from "node:fs";
import { Encoder } from "../../docs/assets/js/tutor/encoder.js";
import { matcher } from "../../docs/assets/js/tutor/meanings.js";
import { searchWords } from "../../docs/assets/js/tutor/words.js";

const { folder, lesson, questions } = JSON.parse(readFileSync(0, "utf8"));
const read = (name) => {
  const bytes = readFileSync(`${folder}/${name}`);
  return bytes.buffer.slice(
    bytes.byteOffset,
    bytes.byteOffset + bytes.length,
  );
};
const { places, meaning } = lesson;
const encoder = new Encoder(
  read(meaning.weights),
  new TextDecoder().decode(read(meaning.vocabulary)),
);
const byWords = searchWords(places);
const match = matcher(places, new Int8Array(read("tutor.bin")), meaning);
const short = (matches) =>
  matches.slice(0, 3).map(({ place, fits }) => ({
    text: `${place.title}: ${place.text}`,
    fits,
  }));
const answers = [];
for (const question of questions) {
  answers.push({
    words: short(byWords(question)),
    meaning: short(match(await encoder.encode(question))),
  });
}
console.log(JSON.stringify(answers));
