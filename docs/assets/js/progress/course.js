// @ts-check
/** The course as the build describes it; see `scripts/course/outline.py`. */

/**
 * @typedef {object} Section
 * @property {string} anchor
 * @property {string} title
 * @property {string[]} questions
 * @property {number[]} concepts for each question what it tests
 */
/**
 * @typedef {object} Page
 * @property {string} page its path below the site
 * @property {string} title
 * @property {string} [number] of a lesson
 * @property {Section[]} sections those with questions
 * @property {string[]} quiz the questions at the end
 * @property {Record<string, string>} versions of all its questions
 * @property {Record<string, string>} leads for a question of the diagnostic
 *   the page that it leads to
 * @property {string[]} practices
 */
/**
 * @typedef {object} Module
 * @property {string} page
 * @property {string} title
 * @property {number} count lessons that it is to have
 * @property {Page[]} lessons those that it has
 */
/**
 * @typedef {object} Course
 * @property {number} format
 * @property {string[]} concepts entries of the glossary
 * @property {Module[]} modules
 * @property {Page[]} others
 */

const ROOT = new URL("../../../", import.meta.url).href;
/** What this script can read; a cache may hold what another could. */
const FORMAT = 2;

/** @type {Promise<Course> | undefined} */
let loading;

/** @returns {Promise<Course>} */
export function course() {
  loading ??= fetch(address(`assets/course.json?${FORMAT}`))
    .then((answer) => answer.json())
    .then((json) => {
      // This script may come from a cache, and be older than the outline.
      if (json?.format !== FORMAT) throw new Error("no course");
      return json;
    });
  loading.catch(() => (loading = undefined)); // a later call tries again
  return loading;
}

/**
 * Below the site, whatever the path is.
 * @param {string} path
 * @param {string} [anchor]
 */
export function address(path, anchor = "") {
  return ROOT + path + (anchor && `#${anchor}`);
}

/** The path below the site of the page that is open, or of a link. */
export function pathOf(url = location.href) {
  return url.split(/[?#]/)[0].replace(ROOT, "");
}

/** @param {Course} course every page with questions, in order */
export function pagesOf({ modules, others }) {
  return [...modules.flatMap(({ lessons }) => lessons), ...others];
}

/** @param {Page} page what to call it */
export function nameOf({ number, title }) {
  return number ? `${number} ${title}` : title;
}

/** @param {Page} page @param {string} id of a question */
export function sectionOf({ sections }, id) {
  return sections.find(({ questions }) => questions.includes(id));
}

/** @param {Page} page @param {Section} [section] what to call a place */
export function placeOf(page, section) {
  return section ? `${nameOf(page)}: ${section.title}` : nameOf(page);
}
