// @ts-check
/**
 * WordPiece, as in `unmasked/tokenizers/word_piece/`: each word becomes the
 * longest pieces that the vocabulary has.
 */

const IDEOGRAPHS =
  "\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff" +
  "\u{20000}-\u{2a6df}\u{2a700}-\u{2ceaf}\u{2f800}-\u{2fa1f}";
const SIGNS = "!-/:-@\\[-`{-~\\p{P}"; // all of ASCII that is no letter or digit
const WORD = new RegExp(
  `[${IDEOGRAPHS}]|[${SIGNS}]|[^\\s${SIGNS}${IDEOGRAPHS}]+`,
  "gu",
);
// A longer word becomes [UNK].
const LONGEST_WORD = 100;

/**
 * Lower case, without accents and control characters; signs are words too.
 * @param {string} text
 * @returns {string[]}
 */
export function splitWords(text) {
  const clean = text
    .replace(/[\t\n\r]/g, " ")
    .replace(/[\p{C}\ufffd]/gu, "")
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "");
  return clean.match(WORD) ?? [];
}

export class WordPiece {
  /** @param {string[]} pieces the place of each is its id */
  constructor(pieces) {
    this.ids = new Map(pieces.map((piece, id) => [piece, id]));
  }

  /**
   * The ids of a text's pieces between [CLS] and [SEP], at most so many.
   * @param {string} text
   * @param {number} most
   */
  encode(text, most) {
    const ids = splitWords(text).flatMap((word) => this.cut(word));
    return [this.id("[CLS]"), ...ids.slice(0, most - 2), this.id("[SEP]")];
  }

  /**
   * @param {string} word
   * @returns {number[]}
   */
  cut(word) {
    const signs = [...word];
    if (signs.length > LONGEST_WORD) return [this.id("[UNK]")];
    const found = [];
    let start = 0;
    while (start < signs.length) {
      const prefix = start ? "##" : "";
      let end = signs.length;
      let id;
      do {
        id = this.ids.get(prefix + signs.slice(start, end).join(""));
      } while (id === undefined && --end > start);
      if (id === undefined) return [this.id("[UNK]")];
      found.push(id);
      start = end;
    }
    return found;
  }

  /** @param {string} piece */
  id(piece) {
    const id = this.ids.get(piece);
    if (id === undefined) throw new Error(`the vocabulary lacks ${piece}`);
    return id;
  }
}
