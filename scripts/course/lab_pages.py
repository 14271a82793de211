"""Give the finished pages of labs the looks, and the weight, of a lesson.

mkdocs-jupyter puts 600 KB of styles and scripts into every page, for widgets
and themes that a lab does not have; one script asks another host for Mermaid.
All of that goes. Code cells and what they printed become what they are in a
lesson, so that they need no style sheet of their own.
"""

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup, Comment, Tag

from course.listings import lighten, panel

ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)
PROMPT = re.compile("In\xa0\\[[^]]*\\]: Copied! ")
LISTING = re.compile(r"(<pre>(.*?)\n?</pre>) ", re.DOTALL)


def slim(destination: Path) -> None:
    """Rewrite the labs of a built site, and their part of its search index."""
    for path in sorted((destination / "labs").glob("*/index.html")):
        text = path.read_text("utf-8")
        if "jupyter-wrapper" in text:
            text = ARTICLE.sub(lambda match: _article(match[0]), text)
            path.write_text(text, "utf-8", newline="\n")
    path = destination / "search" / "search_index.json"
    index = json.loads(path.read_text("utf-8"))
    for entry in index["docs"]:
        if entry["location"].startswith("labs/"):
            entry["text"] = _indexed(entry["text"])
    path.write_text(
        json.dumps(index, separators=(",", ":"), ensure_ascii=False),
        "utf-8",
        newline="\n",
    )


def _article(text: str) -> str:
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup(["script", "style"]):
        tag.decompose()
    for comment in soup(string=lambda part: isinstance(part, Comment)):
        comment.extract()
    for cell in soup.select(".jp-Notebook > .jp-CodeCell"):
        cell.replace_with(BeautifulSoup(_cell(cell), "html.parser"))
    for wrapper in soup.select(".jp-Notebook, .jupyter-wrapper"):
        wrapper.unwrap()
    return str(soup)


def _cell(cell: Tag) -> str:
    """A code cell and its output, as `listings` writes them."""
    code = cell.select_one(".highlight-ipynb pre")
    parts = [
        '<div class="language-python highlight"><pre><code>'
        f"{code.decode_contents() if code else ''}</code></pre></div>"
    ]
    for output in cell.select(".jp-OutputArea-output"):
        parts.append(panel("output", "Output", output.get_text()))
    return lighten("\n".join(parts))


def _indexed(text: str) -> str:
    """The words of a section without prompts and second copies of code."""
    text = PROMPT.sub("", text)
    for listing, code in LISTING.findall(text):
        copy = f"{listing} {code.replace(chr(10), ' ')}"
        text = text.replace(copy, listing)
    return text
