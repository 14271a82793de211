"""Code blocks: the listing as the reader copies it, and below what it did.

<details class="fold"><summary>Code of the figure</summary> … </details>
<div class="output" role="group" aria-label="Output">
  <pre><code>…</code></pre></div>
<div class="output output--error" role="group" aria-label="Error"> … </div>
<p class="not-run">Not run here: …</p>

What a block with `prints="markdown"` printed, a table perhaps, is put into the
page as if it had been written there.
"""

import html
import re
from collections.abc import Callable

from course.page import Block
from course.store import BlockOutput

PASSED_ON = ("title", "hl_lines")

# Names, operators, punctuation, blanks, constants and the letter before a
# string look like any text. Half of a page's elements are of these kinds, and
# building the search index takes as long as there are elements.
UNCOLORED = re.compile(r'<span class="(?:n|o|p|w|kc|sa)">([^<]*)</span>')
# The parts of a string look alike.
STRING = re.compile(r'<span class="(?:s1|s2|si)">([^<]*)</span>')
STRINGS = re.compile(rf"(?:{STRING.pattern}){{2,}}")


def to_markdown(
    block: Block,
    body: str,
    output: BlockOutput | None,
    *,
    stash: Callable[[str], str],
) -> list[str]:
    """A block as lines of the page's Markdown, without its indentation.

    Args:
        block: the block as written.
        body: its code, with regions of the package included.
        output: what it did; None if it was not run.
        stash: keeps a piece of HTML and returns what stands for it.
    """
    options = "".join(
        f' {name}="{block.options[name]}"'
        for name in PASSED_ON
        if name in block.options
    )
    code = body.rstrip("\n").split("\n")
    lines = [f"{block.marks}python{options}", *code, block.marks, ""]
    if title := block.options.get("fold"):
        summary = f"<summary>{html.escape(title)}</summary>"
        opening = stash(f'<details class="fold">{summary}')
        lines = ["", opening, "", *lines, stash("</details>"), ""]
    if reason := block.options.get("no-run"):
        lines += [stash(_not_run(reason)), ""]
    if output and output.stdout and "prints" in block.options:
        lines += ["", *output.stdout.rstrip("\n").split("\n"), ""]
    elif output and output.stdout.strip("\n"):
        lines += [stash(panel("output", "Output", output.stdout)), ""]
    if output and output.error:
        error = panel("output output--error", "Error", output.error)
        lines += [stash(error), ""]
    return lines


def _not_run(reason: str) -> str:
    return f'<p class="not-run">Not run here: {html.escape(reason)}</p>'


def panel(kind: str, label: str, text: str) -> str:
    """What a block printed."""
    # Spaces at the end of a line are invisible, but scroll a narrow screen.
    shown = "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))
    return (
        f'<div class="{kind}" role="group" aria-label="{label}">'
        f"<pre><code>{html.escape(shown, quote=False)}</code></pre></div>"
    )


def lighten(page: str) -> str:
    """Drop the tags of highlighted code that change nothing to be seen."""
    page = UNCOLORED.sub(r"\1", page).replace("<span></span><code>", "<code>")
    return STRINGS.sub(_one_string, page)


def _one_string(parts: re.Match[str]) -> str:
    text = STRING.sub(r"\1", parts[0])
    return f'<span class="s1">{text}</span>'
