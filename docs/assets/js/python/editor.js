// @ts-check
/**
 * An editor as light as can be: a text area with see-through text over a
 * listing that has the same text in colors. The listing gives the size.
 */
import { make } from "../dom.js";
import { highlight } from "./highlight.js";

const INDENT = "    ";

/**
 * @param {HTMLElement} code what to make an editor of: `pre > code`
 * @param {string} label
 * @param {{onRun: () => void, onChange: (code: string) => void}} hooks
 */
export function edit(code, label, { onRun, onChange }) {
  const area = make("textarea", {
    className: "editor__text",
    spellcheck: false,
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
    rows: 1,
  });
  area.setAttribute("aria-label", label);
  area.setAttribute("autocorrect", "off");
  const pre = /** @type {HTMLElement} */ (code.parentElement);
  const shown = make("code", {});
  const listing = make("pre", {}, shown);
  listing.setAttribute("aria-hidden", "true");
  pre.replaceWith(make("div", { className: "editor" }, listing, area));

  const paint = () => {
    shown.innerHTML = highlight(area.value) + "\n";
    onChange(area.value);
  };
  let leaving = false; // after Esc, Tab moves on as it does anywhere
  area.addEventListener("input", paint);
  area.addEventListener("blur", () => (leaving = false));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun();
    } else if (event.key === "Escape") {
      leaving = true;
    } else if (event.key === "Tab" && !leaving && !event.altKey) {
      event.preventDefault();
      indent(area, event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      insert(area, "\n" + nextIndent(area));
    } else if (event.key !== "Shift") {
      leaving = false;
    }
  });
  return {
    area,
    set(/** @type {string} */ text) {
      if (document.activeElement === area) {
        area.select();
        insert(area, text);
      } else {
        area.value = text;
      }
      paint();
    },
  };
}

/**
 * Type something, so that it can be undone.
 * @param {HTMLTextAreaElement} area
 * @param {string} text
 */
function insert(area, text) {
  const command = text ? "insertText" : "delete";
  if (!document.execCommand(command, false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  }
}

/**
 * The indentation of the line, and more after a colon.
 * @param {HTMLTextAreaElement} area
 */
function nextIndent(area) {
  const line = area.value.slice(0, area.selectionStart).split("\n").pop() ?? "";
  const same = /^ */.exec(line)?.[0] ?? "";
  return /:\s*(#.*)?$/.test(line) ? same + INDENT : same;
}

/**
 * Indent the selected lines, or take indentation away.
 * @param {HTMLTextAreaElement} area
 * @param {boolean} back
 */
function indent(area, back) {
  const { value, selectionStart: from, selectionEnd: to } = area;
  if (from === to && !back) {
    insert(area, INDENT);
    return;
  }
  const begin = value.lastIndexOf("\n", from - 1) + 1;
  const lines = value.slice(begin, to).split("\n");
  const moved = lines.map((line) =>
    back ? line.replace(/^ {1,4}/, "") : line && INDENT + line,
  );
  const text = moved.join("\n");
  const first = moved[0].length - lines[0].length;
  area.setSelectionRange(begin, to);
  insert(area, text);
  if (from === to) {
    const caret = Math.max(begin, from + first);
    area.setSelectionRange(caret, caret);
  } else {
    area.setSelectionRange(Math.max(begin, from + first), begin + text.length);
  }
}
