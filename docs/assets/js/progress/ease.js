// @ts-check
/**
 * Says that a right answer was hard or easy to find. Until the question is
 * left that can be changed, so it is not written down before: what is, no
 * device forgets.
 */
import { make } from "../dom.js";
import { empty, tryOf } from "../memory.js";
import { add, all, recall } from "../store.js";

/**
 * @param {string} id of a question that was answered right just now
 * @param {() => void} changed
 */
export function ease(id, changed) {
  const at = recall(id)?.at ?? 0;
  const [hard, easy] = /** @type {const} */ (["hard", "easy"]).map((how) => {
    const button = make("button", { type: "button", value: how }, how);
    button.setAttribute("aria-pressed", "false");
    return button;
  });
  const group = make("span", { className: "review__ease" });
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "How it was to find");
  group.append("It was ", hard, " or ", easy, " to find.");
  /** @type {HTMLButtonElement | undefined} */
  let pressed;
  for (const button of [hard, easy]) {
    button.addEventListener("click", () => {
      pressed = pressed === button ? undefined : button; // again: neither
      for (const each of [hard, easy]) {
        each.setAttribute("aria-pressed", `${each === pressed}`);
      }
      changed();
    });
  }

  /** What would be added to the tries, if anything. */
  function chosen() {
    const how = /** @type {"" | "hard" | "easy"} */ (pressed?.value ?? "");
    return how && tryOf(at, "right", how);
  }

  /** Write it down; from now on it cannot be changed. */
  function settle() {
    hard.disabled = easy.disabled = true;
    const last = all().answers[id]?.last;
    const text = chosen();
    pressed = undefined;
    if (!text || !last) return;
    const tries = [tryOf(at, "right"), text];
    add({ ...empty(), answers: { [id]: { tries, last } } });
  }
  return { group, chosen, settle };
}
