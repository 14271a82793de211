// @ts-check
/** Whether what a reader gave is right. */

/**
 * @param {HTMLElement} quiz
 * @returns {{given: number[] | string, right: boolean, missing: string}}
 *   `missing` says what there is to do before it can be marked, or is empty.
 */
export function mark(quiz) {
  const inputs = [...quiz.querySelectorAll("input")];
  const { kind, answer = "", tolerance = "0" } = quiz.dataset;
  if (kind === "one" || kind === "many") {
    const given = inputs.flatMap((input, i) => (input.checked ? [i] : []));
    const right = inputs.every(
      (input) => input.checked === !!input.closest("li[data-right]"),
    );
    const missing = given.length ? "" : "Choose an answer first.";
    return { given, right, missing };
  }
  const given = inputs[0].value.trim();
  if (!given) return { given, right: false, missing: "Type an answer first." };
  if (kind === "text") {
    const right = answer
      .split("|")
      .some((word) => plain(word) === plain(given));
    return { given, right, missing: "" };
  }
  const number = parse(given);
  const missing = Number.isNaN(number) ? "That is not a number." : "";
  // The last term forgives the rounding of decimals to binary.
  const room = Number(tolerance) + 1e-9 * Math.abs(Number(answer));
  const right = Math.abs(number - Number(answer)) <= room;
  return { given, right, missing };
}

/** @param {string} text */
function plain(text) {
  return text.trim().toLowerCase().replace(/\s+/g, " ");
}

/**
 * Numbers as people type them: `0.25`, `0,25`, `1/4`, `1e-3`, `-2`, `1 024`.
 * @param {string} text
 */
function parse(text) {
  const parts = text
    .replace(/[\s_]/g, "")
    .replace("−", "-")
    .replace(",", ".")
    .split("/");
  if (parts.length > 2 || parts.includes("")) return NaN;
  return parts.map(Number).reduce((above, below) => above / below);
}
