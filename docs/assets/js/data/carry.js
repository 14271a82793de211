// @ts-check
/** A copy in a file, and the way to another device. */
import { make } from "../dom.js";
import { onChange } from "../store.js";
import { setAside } from "./left.js";
import { button, section } from "./section.js";

/** @param {HTMLElement} box */
export function copies(box) {
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
  const aside = async () => {
    const keys = setAside();
    part.querySelector(".data__aside")?.remove();
    if (keys.length) (await import("./aside.js")).show(keys, part);
  };
  aside();
  onChange(() => queueMicrotask(aside)); // it may be erased, or come back
}

/** @param {HTMLElement} box */
export function devices(box) {
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
