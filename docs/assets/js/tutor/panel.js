// @ts-check
/**
 * The tutor's panel: a question, and the places of the lesson that answer it.
 * Nothing that is typed leaves the page.
 */
import { make } from "../dom.js";
import { dress, form, NAME } from "./form.js";
import { Meanings, savesData } from "./meanings.js";
import { quote, show } from "./quotes.js";
import { searchWords } from "./words.js";

/** @typedef {import("./types.js").Match} Match */
/** @typedef {import("./types.js").Lesson} Lesson */
/** @typedef {import("./form.js").Form} Form */

const SHOWN = 3;
const PRIVATE = "What you type stays on this page.";

/**
 * @param {HTMLElement} box with its button
 * @param {Element} article
 */
export async function build(box, article) {
  const response = await fetch("tutor.json");
  if (!response.ok) throw new Error(`tutor.json: ${response.status}`);
  /** @type {Lesson} */
  const lesson = await response.json();
  await dress(box);
  const parts = form();
  const button = /** @type {HTMLElement} */ (box.querySelector("button"));
  box.prepend(parts.panel);

  let open = false;
  const toggle = () => {
    open = !open;
    parts.panel.hidden = !open;
    button.setAttribute("aria-expanded", `${open}`);
    button.textContent = open ? "Close" : NAME;
    (open ? parts.input : button).focus();
  };
  box.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && open) toggle();
  });

  /** @param {Match[]} matches @param {string} how */
  const answer = (matches, how) => {
    const best = matches.slice(0, SHOWN);
    parts.status.textContent = verdict(best, how);
    parts.places.replaceChildren(
      ...best.map(({ place }) => {
        const link = make("a", { href: `#${place.section}` }, place.title);
        link.addEventListener("click", (event) => {
          event.preventDefault();
          event.stopPropagation(); // Material would follow it
          if (matchMedia("(max-width: 60em)").matches) toggle();
          show(place, article);
        });
        return make("li", {}, link, quote(place, article));
      }),
    );
    parts.everywhere.hidden = false;
  };

  const byWords = searchWords(lesson.places);
  const byMeaning = prepare(lesson, parts);
  let latest = 0;
  parts.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const question = parts.input.value.trim();
    const mine = ++latest;
    answer(byWords(question), "its words");
    const matches = await byMeaning(question);
    // Not under the hands of who has gone on to the answers or asked anew.
    const busy = parts.places.contains(document.activeElement);
    if (matches && mine === latest && !busy) answer(matches, "its meaning");
  });
  parts.everywhere.addEventListener("click", () => {
    searchSite(parts.input.value);
  });
  return { toggle };
}

/** @param {Match[]} best @param {string} how */
function verdict(best, how) {
  if (!best.length) return "This lesson has none of these words.";
  if (best[0].fits) return `Found by ${how}, quoted from the lesson:`;
  return "This lesson does not seem to answer that. The closest passages:";
}

/**
 * The search by meaning. Its model comes when the reader goes to the question,
 * or when the reader says so, if data has to be saved.
 * @param {Lesson} lesson
 * @param {Form} parts
 * @returns {(question: string) => Promise<Match[] | undefined>}
 */
function prepare({ places, meaning }, { input, about }) {
  about.textContent = PRIVATE;
  if (!meaning) return async () => undefined;
  const size = `${(meaning.bytes / 1e6).toFixed(1)} MB`;
  /** @type {Meanings | undefined} */
  let meanings;
  const load = () => {
    if (meanings) return;
    meanings = new Meanings(places, meaning);
    about.textContent = `Loading what searches by meaning, ${size}. ${PRIVATE}`;
    meanings.ready.then(
      () => (about.textContent = PRIVATE),
      () => {
        meanings = undefined; // the next focus tries again
        about.textContent = `Searching by words alone. ${PRIVATE}`;
      },
    );
  };
  if (savesData()) {
    const button = make("button", { type: "button" }, `Load it (${size})`);
    button.addEventListener("click", load);
    about.append(" Searching by meaning takes a model. ", button);
  } else {
    input.addEventListener("focus", load);
  }
  return async (question) => meanings?.search(question).catch(() => undefined);
}

/**
 * Hands a question to the search in the header.
 * @param {string} question
 */
function searchSite(question) {
  const query = document.querySelector("[name=query]");
  if (!(query instanceof HTMLInputElement)) return;
  query.focus();
  query.value = question;
  query.dispatchEvent(new Event("input", { bubbles: true }));
}
