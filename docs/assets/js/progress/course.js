// @ts-check
/** The course as the build describes it; see `scripts/course/outline.py`. */

/** @typedef {{anchor: string, title: string, questions: string[]}} Section */
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
/** @typedef {{modules: Module[], others: Page[]}} Course */

const ROOT = new URL("../../../", import.meta.url);
const PATH = /^([\w-]+\/)*$/;
const NAME = /^[a-z0-9-]+$/;

/** @type {Promise<Course> | undefined} */
let loading;

/** @returns {Promise<Course>} */
export function course() {
  loading ??= fetch(address("assets/course.json"))
    .then((answer) => answer.json())
    .then((json) => {
      if (!isCourse(json)) throw new Error("course.json: no course");
      return json;
    });
  loading.catch(() => (loading = undefined)); // a later call tries again
  return loading;
}

/**
 * @param {string} path below the site
 * @param {string} [anchor]
 */
export function address(path, anchor = "") {
  return new URL(path + (anchor && `#${anchor}`), ROOT).href;
}

/** The path below the site of the page that is open, or of a link. */
export function pathOf(url = location.href) {
  return url.split(/[?#]/)[0].replace(ROOT.href, "");
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

/**
 * Whether links and counts can be made of it.
 * @param {any} json
 * @returns {json is Course}
 */
export function isCourse(json) {
  return (
    isList(json?.modules, isModule) &&
    isList(json.others, isPage) &&
    // A question is on one page.
    new Set(questions(json)).size === questions(json).length
  );
}

/** @param {Course} course @returns {string[]} */
function questions(course) {
  return pagesOf(course).flatMap(({ versions }) => Object.keys(versions));
}

/** @param {any} list @param {(entry: any) => boolean} isSound */
function isList(list, isSound) {
  return Array.isArray(list) && list.every(isSound);
}

/** @param {any} module */
function isModule(module) {
  const { page, title, count, lessons } = module ?? {};
  return (
    isPath(page) &&
    typeof title === "string" &&
    Number.isInteger(count) &&
    isList(lessons, (lesson) => isPage(lesson) && isText(lesson.number)) &&
    lessons.length <= count
  );
}

/** @param {any} page */
function isPage(page) {
  const { title, sections, quiz, versions, leads, practices } = page ?? {};
  const known = (/** @type {any} */ id) => Object.hasOwn(versions, id);
  return (
    isPath(page?.page) &&
    isText(title) &&
    isRecord(versions, isText) &&
    isRecord(leads, isPath) &&
    isList(quiz, known) &&
    isList(practices, isText) &&
    isList(
      sections,
      (section) =>
        isText(section?.anchor) &&
        isText(section.title) &&
        isList(section.questions, known),
    )
  );
}

/** @param {any} record @param {(value: any) => boolean} isSound */
function isRecord(record, isSound) {
  return (
    record instanceof Object &&
    Object.entries(record).every(([key, v]) => NAME.test(key) && isSound(v))
  );
}

/** @param {any} text */
function isText(text) {
  return typeof text === "string";
}

/** @param {any} path */
function isPath(path) {
  return isText(path) && PATH.test(path);
}
