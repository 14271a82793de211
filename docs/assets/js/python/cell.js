// @ts-check
/** A practice that is open: an editor, Run or Stop, Reset, what came out. */
import { make } from "../dom.js";
import { put } from "../figures.js";
import { empty } from "../memory.js";
import { add, all, recallPractice } from "../store.js";
import { edit } from "./editor.js";
import { run, stop } from "./python.js";

/**
 * The cell that is running, as one Python serves all.
 * @type {HTMLElement | undefined}
 */
let running;

// Who leaves the page has no use for what still runs there.
/** @type {any} */ (window).document$.subscribe(() => {
  if (running && !running.isConnected) stop();
});

/** @type {Promise<unknown> | undefined} */
let looks;

function styles() {
  looks ??= new Promise((resolve) => {
    const href = new URL("../../css/practice.css", import.meta.url).href;
    const link = make("link", { rel: "stylesheet", href, onload: resolve });
    link.onerror = resolve;
    document.body.append(link); // a followed link would clear it from the head
  });
  return looks;
}

/** @param {HTMLElement} cell */
export async function open(cell) {
  if ("open" in cell.dataset) return;
  cell.dataset.open = "";
  await styles();
  const name = cell.id.replace("practice-", "");
  const code = /** @type {HTMLElement} */ (cell.querySelector("pre > code"));
  const origin = (code.textContent ?? "").replace(/\n$/, "");
  const { units = "", python = "", sent, bytes } = common();
  const bar = /** @type {HTMLElement} */ (cell.querySelector(".cell__bar"));
  const said = /** @type {HTMLElement} */ (cell.querySelector(".cell__said"));
  const drafts = draftsOf(name, origin);

  const go = button("Run");
  const reset = button("Reset");
  const help = make(
    "p",
    { className: "cell__help", id: `${cell.id}-help` },
    "Ctrl+Enter runs. Tab indents; Esc and then Tab leaves the editor.",
  );
  bar.replaceChildren(go, reset, said);
  bar.after(help);

  const editor = edit(code, `Code: ${heading(cell)}`, {
    onRun: () => (running === cell ? undefined : start()),
    onChange: drafts.save,
  });
  editor.area.setAttribute("aria-describedby", help.id);
  editor.set(drafts.load() ?? origin);
  const size = `The first run loads Python and NumPy, ${sent} MB, once.`;
  if (!said.textContent) say(said, size);
  editor.area.focus();

  go.addEventListener("click", () => {
    if (running === cell) stop();
    else start();
  });
  reset.addEventListener("click", () => {
    editor.area.focus(); // so that it can be undone
    editor.set(origin);
    say(said, "The code is as it was at first.");
  });

  async function start() {
    if (running) {
      say(said, "Another cell is running: stop that one first.");
      return;
    }
    running = cell;
    cell.dataset.tried = "";
    delete cell.dataset.passed;
    go.textContent = "Stop";
    cell.dataset.state = "running";
    const panel = clear(cell);
    let ready = performance.now();
    say(said, "Running…");
    const { error, passed, trouble } = await run(
      { page: units, python, practice: name, code: editor.area.value },
      {
        onLoad(count) {
          const part = count / Number(bytes);
          const tens = Math.min(9, Math.floor(part * 10));
          say(said, `Loading Python and NumPy: ${tens}0 %`);
        },
        onReady() {
          ready = performance.now();
          say(said, "Running…");
        },
        onPrint: (text) => print(panel, text),
        onFigure: (figure) => show(panel, figure),
      },
    );
    running = undefined;
    go.textContent = "Run";
    delete cell.dataset.state;
    if (error) print(panel, error, true);
    if (trouble) {
      say(said, trouble);
      return;
    }
    const seconds = ((performance.now() - ready) / 1000).toFixed(1);
    if (passed) cell.dataset.passed = "";
    if (passed) say(said, "✓ Solved.");
    else say(said, error ? "Stopped by an error." : `Ran in ${seconds} s.`);
    remember(name, passed);
  }
}

/** @param {string} text */
function button(text) {
  return make("button", { type: "button", className: "md-button" }, text);
}

/**
 * @param {HTMLElement} place
 * @param {string} text
 */
function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** What the first cell of the page says for all. */
function common() {
  const first = document.querySelector(".cell[data-python]");
  return first instanceof HTMLElement ? first.dataset : {};
}

/**
 * The words of the heading above a cell.
 * @param {Element} cell
 */
function heading(cell) {
  let before = cell.previousElementSibling;
  while (before && !/^H[1-6]$/.test(before.tagName))
    before = before.previousElementSibling;
  return before?.firstChild?.textContent ?? "";
}

/**
 * Room for what a run prints, in place of what the last one did.
 * @param {HTMLElement} cell
 */
function clear(cell) {
  cell.querySelectorAll(".output, .plot").forEach((old) => old.remove());
  const code = make("code", {});
  const panel = make("div", { className: "output" }, make("pre", {}, code));
  panel.setAttribute("role", "log");
  panel.setAttribute("aria-label", "Output");
  panel.hidden = true;
  cell.querySelector(".cell__help")?.after(panel);
  return panel;
}

/**
 * @param {HTMLElement} panel
 * @param {string} text
 */
function print(panel, text, isError = false) {
  panel.hidden = false;
  const place = /** @type {HTMLElement} */ (panel.querySelector("code"));
  if (isError) {
    const before = place.textContent && !place.textContent.endsWith("\n");
    const className = "cell__error";
    place.append(make("span", { className }, (before ? "\n" : "") + text));
  } else {
    place.append(text);
  }
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = place;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
    place.tabIndex = 0; // so that the arrow keys scroll it
  }
}

/**
 * @param {HTMLElement} panel
 * @param {import("../figures.js").Figure} figure
 */
function show(panel, figure) {
  const element = make(
    "figure",
    { className: "plot plot--mine" },
    make("div", { className: "plot__box" }),
  );
  const height = figure.layout.height ?? 360;
  element.style.setProperty("--plot-height", `${height}px`);
  const last = panel.parentElement?.querySelectorAll(".plot");
  (last?.[last.length - 1] ?? panel).after(element);
  put(element, figure);
}

/**
 * What the reader has typed, for as long as the tab is open.
 * @param {string} name
 * @param {string} start
 */
function draftsOf(name, start) {
  const key = `unmasked-draft-${name}`;
  return {
    load() {
      try {
        const [of, code] = JSON.parse(sessionStorage.getItem(key) ?? "[]");
        return of === start ? code : undefined;
      } catch {
        return undefined; // blocked
      }
    },
    save(/** @type {string} */ code) {
      try {
        if (code === start) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, JSON.stringify([start, code]));
      } catch {
        // blocked or full
      }
    },
  };
}

/** @param {string} name @param {boolean} passed */
function remember(name, passed) {
  const tries = (recallPractice(name)?.tries ?? 0) + 1;
  const at = Math.max(Date.now(), all().erased + 1);
  const practice = { at, tries, passed: passed ? at : 0 };
  add({ ...empty(), practices: { [name]: practice } });
}
