// @ts-check
/** Forgets everything, after a second question, and takes it back. */
import { putBack, setAside, take } from "../data/left.js";
import { make } from "../dom.js";
import { empty } from "../memory.js";
import { add, all, trouble } from "../store.js";

const NAME = "Erase my progress";

/** @param {HTMLElement} page */
export function setUp(page) {
  /** @type {HTMLElement | null} */
  const place = page.querySelector("[data-erase]");
  if (!place || place.childElementCount) return;
  const button = make("button", { className: "md-button" }, NAME);
  button.addEventListener("click", () => begin(place));
  place.append(button);
}

/** @param {HTMLElement} place where the button was */
function begin(place) {
  const said = make("p", { className: "erase__said" });
  said.setAttribute("role", "status");
  const row = make("div", { className: "erase__row" });
  place.replaceChildren(said, row);
  confirm();

  /**
   * @param {string} text
   * @param {[name: string, press: () => void][]} choices the first has focus
   */
  function offer(text, choices) {
    said.textContent = text;
    const buttons = choices.map(([name, press]) => {
      const button = make("button", { type: "button", className: "md-button" });
      button.textContent = name;
      button.addEventListener("click", press);
      return button;
    });
    row.replaceChildren(...buttons);
    buttons[0].focus();
  }

  /** @param {string} text */
  function ask(text) {
    offer(text, [[NAME, confirm]]);
  }

  function confirm() {
    const { answers, practices } = all();
    const number = Object.keys(answers).length;
    const solved = Object.keys(practices).length;
    const copies = setAside().length;
    offer(
      `Forget ${plural(number, "answered question")}, ` +
        `${plural(solved, "practice")}, ` +
        `${copies ? `${plural(copies, "damaged file")}, ` : ""}` +
        "and where you were?",
      [
        ["Keep it", () => ask("Nothing was erased.")],
        ["Erase it all", erase],
      ],
    );
  }

  function erase() {
    const before = all();
    // Times of another device, whose clock is ahead, are erased too.
    const { answers, practices, visits } = before;
    const times = [
      ...Object.values(answers).map(({ last }) => last.at),
      ...[practices, visits].flatMap((entries) =>
        Object.values(entries).map(({ at }) => at),
      ),
    ];
    const nothing = { ...empty(), erased: Math.max(Date.now(), ...times) };
    add(nothing);
    let left = take();
    if (trouble() === "full") add(nothing); // now there may be room
    const done = ["", "damaged"].includes(trouble());
    if (!done) left = putBack(left);
    const told = done
      ? "It is erased. You can take that back until you leave this page."
      : "It could be erased on this page only: this browser does not let us " +
        "change what it stores.";
    offer(told, [
      [
        "Undo",
        () => {
          putBack(left);
          add(before, { erased: before.erased });
          ask("Everything is back.");
        },
      ],
    ]);
  }
}

/** @param {number} number @param {string} thing */
function plural(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
