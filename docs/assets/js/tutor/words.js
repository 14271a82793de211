// @ts-check
/**
 * Finds places of a lesson by the words that they share with a question.
 *
 * BM25 from MiniSearch; ours is what counts as the same word. Source:
 * https://lucaong.github.io/minisearch/
 */
import MiniSearch from "../../vendor/minisearch.min.js";

/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Match} Match */

// Words of questions that say nothing about what is asked for.
const EMPTY = new Set(
  `a about actually am an and any are as at be been but by can could did do
  does doing don for from get gets had has have how i if in into is isn it its
  just let like m may me mean means might much my not of on one or other our s
  shall should so some such t than that the their them then there these they
  thing this to up us was we were what when where which while who whom whose
  why will with would you your`.split(/\s+/),
);
const ENDING = /(?:ations?|ations|ings?|ized?|izes?|ers?|ed|es|e|s|ly)$/;
// Of these, a place that has less of the question's words is no answer.
const FITS = 0.5;

/**
 * The common part of a word's forms, roughly; null if it says nothing.
 * @param {string} word
 */
export function stem(word) {
  const plain = word.toLowerCase();
  if (EMPTY.has(plain)) return null;
  const short = plain.replace(ENDING, "");
  return short.length >= 3 ? short : plain;
}

/** @param {Place[]} places */
export function searchWords(places) {
  const index = new MiniSearch({
    fields: ["title", "text"],
    processTerm: stem,
    searchOptions: {
      boost: { title: 1.5 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(places.map((place, id) => ({ id, ...place })));

  /**
   * The best places first, and whether the first answers.
   * @param {string} question
   * @returns {Match[]}
   */
  return (question) => {
    const asked = new Set(
      question.split(/[^\p{L}\p{N}√]+/u).map(stem).filter(Boolean),
    );
    return index.search(question).map(({ id, score, queryTerms }) => ({
      place: places[id],
      score,
      fits: queryTerms.length / asked.size >= FITS,
    }));
  };
}
