"""Memories to begin a test with, as the site itself would have written them."""

from playwright.sync_api import Page

LESSON = "transformer/self-attention/"

# Answers some time ago, to some questions; `all` stands for a whole page.
REMEMBER = """async ([root, given, days, visits]) => {
  const course = await (await fetch(`${root}assets/course.json`)).json();
  const pages = course.modules.flatMap(({ lessons }) => lessons);
  pages.push(...course.others);
  const answers = {};
  const at = Date.now() - days * 864e5;
  for (const [name, verdict] of Object.entries(given)) {
    for (const { page, versions } of pages) {
      for (const [id, of] of Object.entries(versions)) {
        if (name !== id && name !== page) continue;
        const time = Math.round(at) + Object.keys(answers).length;
        const tries = [time.toString(36).padStart(8, "0") + verdict[0]];
        answers[id] = { tries, last: { at: time, verdict, given: "", of } };
      }
    }
  }
  localStorage.unmasked = JSON.stringify({
    schema: 3, seed: "a", erased: 0, answers, practices: {}, visits,
  });
}"""


def remember(
    page: Page,
    root: str,
    given: dict[str, str],
    *,
    days: float = 0,
    visits: dict[str, dict] | None = None,
) -> None:
    """Store answers in a page's browser.

    Args:
        page: any page of the site.
        root: the address of the site.
        given: a verdict for a question, or for all questions of a page.
        days: how long ago.
        visits: for a page when and where it was read last.
    """
    page.evaluate(REMEMBER, [root, given, days, visits or {}])
