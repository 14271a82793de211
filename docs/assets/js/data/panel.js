// @ts-check
/** "Your data": a copy in a file, the way to another device, and sync. */
import { make } from "../dom.js";
import { all, ASIDE, onChange } from "../store.js";

/** The progress in a link, and what comes back from signing in. */
const CARRIED = /^#data=(.+)$/;
const SIGNED = /^#(.*&)?(access_token|error)=/;
/** Set while somebody is signed in. */
const SYNCED = "unmasked-sync";

/** @param {HTMLElement} page */
export function setUp(page) {
  const box = page.querySelector("[data-your-data]:not([data-ready])");
  if (!(box instanceof HTMLElement)) return;
  box.dataset.ready = "";
  const href = new URL("../../css/data.css", import.meta.url).href;
  box.append(make("link", { rel: "stylesheet", href }));
  box.append(make("p", { className: "data__holds" }));
  copies(box);
  devices(box);
  sync(box);
  show(box);
  carried();
}

/** @param {ParentNode} box */
function show(box) {
  const line = box.querySelector(".data__holds");
  if (!line) return;
  const { answers, practices } = all();
  const known = Object.keys(answers).length + Object.keys(practices).length;
  line.textContent = known
    ? `This browser remembers ${plural(answers, "answer")} and ` +
      `${plural(practices, "practice")} of yours.`
    : "This browser remembers nothing of you yet.";
}

onChange(() => show(document));

/** @param {object} entries @param {string} one */
function plural(entries, one) {
  const n = Object.keys(entries).length;
  return `${n} ${one}${n === 1 ? "" : "s"}`;
}

/**
 * A section with its buttons and a line for what came of them.
 * @param {HTMLElement} box
 * @param {string} title
 * @param {string} text
 * @param {HTMLElement[]} buttons
 */
function section(box, title, text, ...buttons) {
  const said = make("p", { className: "data__said" });
  said.setAttribute("role", "status");
  const part = make(
    "section",
    { className: "data__part" },
    make("h3", {}, title),
    make("p", {}, text),
    make("div", { className: "data__buttons" }, ...buttons),
    said,
  );
  box.append(part);
  return { part, said };
}

/** @param {string} label */
function button(label) {
  return make("button", { type: "button", className: "md-button" }, label);
}

/** @param {HTMLElement} box */
function copies(box) {
  const save = button("Save to a file");
  const pick = button("Add from a file");
  const input = make("input", { type: "file", accept: ".json", hidden: true });
  const { said, part } = section(
    box,
    "Keep a copy",
    "Browsers forget: with their history, or when they need the room. A file " +
      "is yours. What you add from one, or drop here, joins what is known: " +
      "every try is kept, and of two answers to a question the newer counts.",
    save,
    pick,
    input,
  );
  const files = () => import("./files.js");
  save.addEventListener("click", async () => (await files()).save(said));
  pick.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    if (file) await (await files()).take(file, said);
    input.value = ""; // so that the same file can be picked again
  });
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.dataset.over = "";
  });
  box.addEventListener("dragleave", () => delete box.dataset.over);
  box.addEventListener("drop", async (event) => {
    event.preventDefault();
    delete box.dataset.over;
    const [file] = event.dataTransfer?.files ?? [];
    if (file) (await files()).take(file, said);
  });
  const keys = setAside();
  if (keys.length) import("./aside.js").then(({ show }) => show(keys, part));
}

function setAside() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(ASIDE));
  } catch {
    return []; // storage is blocked
  }
}

/** @param {HTMLElement} box */
function devices(box) {
  const link = button("Make a link");
  const code = button("Show a code");
  const { part, said } = section(
    box,
    "Take it to another device",
    "By a link that you send to yourself, or by a code for its camera. Your " +
      "progress stands behind the # of the address, the part that browsers " +
      "send to nobody.",
    link,
    code,
  );
  const way = make("div", { className: "data__way" });
  part.append(way);
  link.addEventListener("click", async () =>
    (await import("./link.js")).show(way, said),
  );
  code.addEventListener("click", async () =>
    (await import("./code.js")).show(way, said),
  );
}

/** @param {HTMLElement} box */
function sync(box) {
  const open = button("Sign in to sync across devices");
  const { part, said } = section(
    box,
    "Sync across devices",
    "If you have an account at a provider of remoteStorage, your devices can " +
      "share what they remember. You sign in on your provider's page, which " +
      "asks whether Unmasked may use one folder of yours. Your answers then " +
      "lie there as well, in a file that you and your provider can read. " +
      "Without signing in, nothing is sent to anybody.",
    open,
  );
  part.querySelector("p")?.append(
    " ",
    make("a", { href: "https://remotestorage.io/servers/" }, "Who offers accounts"),
  );
  const way = make("div", { className: "data__way" });
  part.append(way);
  const show = async (/** @type {URLSearchParams | undefined} */ answer) => {
    open.remove();
    await (await import("./account-box.js")).show(way, said, answer);
  };
  open.addEventListener("click", async () => {
    await show(undefined);
    part.querySelector("input")?.focus();
  });
  if (SIGNED.test(location.hash)) {
    const answer = new URLSearchParams(location.hash.slice(1));
    leave(); // it is a key to the reader's folder
    show(answer);
  } else if (kept(SYNCED)) show(undefined);
}

/** @param {string} key */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is blocked
  }
}

/** Take out of the address what it brought along. */
function leave() {
  const { pathname, search } = location;
  history.replaceState(history.state, "", pathname + search);
}

/** What the address brings along. */
async function carried() {
  const data = CARRIED.exec(location.hash);
  if (data) (await import("./offer.js")).offer(data[1]);
}

addEventListener("hashchange", () => {
  if (document.querySelector("[data-your-data]")) carried();
});
