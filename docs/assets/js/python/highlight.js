// @ts-check
/** Colors for Python as it is typed, with the classes of the site's listings. */

const WORDS =
  "and as assert async await break case class continue def del elif else " +
  "except finally for from global if import in is lambda match nonlocal not " +
  "or pass raise return try while with yield";
const BUILTINS =
  "abs all any bool dict enumerate float int isinstance len list map max min " +
  "print range round set sorted str sum tuple zip";
const PARTS = new RegExp(
  [
    /(?<c1>#[^\n]*)/,
    /(?<s2>(?:\b[rbfuRBFU]{1,2})?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))/,
    /(?<mi>\b\d[\w.]*)/,
    /(?<nf>(?<=\b(?:def|class) +)\w+)/,
    new RegExp(`(?<k>\\b(?:${WORDS.replaceAll(" ", "|")})\\b)`),
    new RegExp(`(?<nb>(?<!\\.)\\b(?:${BUILTINS.replaceAll(" ", "|")})\\b)`),
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

/**
 * @param {string} code
 * @returns {string} HTML
 */
export function highlight(code) {
  let html = "";
  let at = 0;
  for (const found of code.matchAll(PARTS)) {
    const kinds = Object.entries(found.groups ?? {});
    const kind = kinds.find(([, text]) => text !== undefined)?.[0];
    html += escape(code.slice(at, found.index));
    html += `<span class="${kind}">${escape(found[0])}</span>`;
    at = found.index + found[0].length;
  }
  return html + escape(code.slice(at));
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
