// @ts-check
/**
 * What a lesson's `tutor.json` holds; `scripts/course/tutor.py` writes it.
 *
 * @typedef {object} Place
 * @property {"text" | "answer" | "term"} kind
 * @property {string} section id of the heading that it stands under
 * @property {string} title that heading, or the question that it answers
 * @property {string} text
 * @property {string} start how its text on the page begins
 *
 * @typedef {object} Meaning
 * @property {number[]} owners the place of each vector in `tutor.bin`
 * @property {number} step what 1 stands for in the vectors
 * @property {string} weights file in `assets/tutor/`
 * @property {string} vocabulary file in `assets/tutor/`
 * @property {number} bytes of both
 *
 * @typedef {{places: Place[], meaning: Meaning | null}} Lesson
 *
 * @typedef {object} Match
 * @property {Place} place
 * @property {number} score
 * @property {boolean} fits whether it is likely to be an answer
 */
export {};
