import gzip
import json
import random

import pytest

from course.check_site import BUDGET, problems

HEAD = '<link rel="canonical" href="https://unmasked.test/course/{}">'
GOOD = '<h1 id="top">Title</h1><p>Text</p>'


@pytest.fixture
def site(tmp_path):
    """Writes a page into a site that is otherwise in order."""

    def write(body, name="index.html", head=""):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        address = name.removesuffix("index.html")
        path.write_text(HEAD.format(address) + head + body, "utf-8")
        return tmp_path

    write('<h1 id="top">Home</h1><a href="lesson/#top">on</a>')
    write(GOOD, "lesson/index.html")
    (tmp_path / "y.svg").write_text("<svg/>")
    return write


def test_a_site_in_order_has_no_problems(site):
    assert problems(site(GOOD)) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="nowhere/">x</a>', "index.html: dead link nowhere/"),
        ('<a href="/">x</a>', "index.html: dead link /"),
        (
            '<a href="https://unmasked.test/course/gone/">x</a>',
            "index.html: dead link https://unmasked.test/course/gone/",
        ),
        ('<a href="lesson/#no">x</a>', "index.html: dead anchor lesson/#no"),
        ('<a href="#no">x</a>', "index.html: dead anchor #no"),
        ('<b id="top"></b>', "index.html: id 'top' twice"),
        ("<h1>Again</h1>", "index.html: 2 h1 headings instead of 1"),
        (
            '<script src="https://cdn.test/x.js"></script>',
            "index.html: loads from another host: https://cdn.test/x.js",
        ),
        (
            '<img alt="" srcset="//cdn.test/x.png 2x">',
            "index.html: loads from another host: //cdn.test/x.png",
        ),
        (
            '<p style="background: url(//cdn.test/x.png)"></p>',
            "index.html: loads from another host: //cdn.test/x.png",
        ),
        (
            "<style>@import 'https://cdn.test/x.css';</style>",
            "index.html: loads from another host: https://cdn.test/x.css",
        ),
        (
            '<link rel="preconnect" href="https://fonts.test">',
            "index.html: loads from another host: https://fonts.test",
        ),
        (
            '<img src="gone.svg" alt="" loading="lazy">',
            "index.html: missing asset gone.svg",
        ),
        (
            '<img class="plot__still" src="y.svg" alt="" loading="lazy">',
            "index.html: missing asset y.json",
        ),
        (
            '<img src="data:image/gif;base64,AA">',
            "index.html: image without alt: data:image/gif;base64,AA",
        ),
        (r"<p>so \(x\) is</p>", r"index.html: formula not set: '\\('"),
        ("<p>so $x_i$ is</p>", "index.html: formula not set: '$x_i$'"),
        (r"<p>by \sqrt2</p>", r"index.html: formula not set: '\\sqrt'"),
        (
            "<p><code>{python} 1 + 1</code></p>",
            "index.html: inline value not computed: '{python} 1 + 1'",
        ),
    ],
)
def test_each_fault_is_found_and_nothing_else(site, body, problem):
    assert problems(site(GOOD + body)) == [problem]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://arxiv.org/abs/1706.03762#S3">paper</a>',
        '<a href="mailto:someone@example.org">mail</a>',
        '<link rel="license" href="https://creativecommons.org/x">',
        r"<pre><code>\frac $x_i$ {python}</code></pre>",
        r"<math><annotation>\frac{1}{2}</annotation></math>",
        "<template>{python} $x_i$</template>",
        "<p>It costs $5 and $10.</p>",
    ],
)
def test_what_is_right_is_let_through(site, body):
    assert problems(site(GOOD + body)) == []


def test_style_sheets_are_checked_too(site):
    root = site(GOOD)
    (root / "x.css").write_text(
        "/* url(//ok.test/x) */ a { src: url(f.woff2) } b { x: url(//c.test) }"
    )
    assert problems(root) == [
        "x.css: missing asset f.woff2",
        "x.css: loads from another host: //c.test",
    ]


def test_figure_data_and_formulas_in_the_search_index_are_found(site):
    root = site(GOOD)
    (root / "search").mkdir()
    texts = [
        '{"data":[{"x":1}]}',
        r"so \frac{1}{2}",
        r"<pre>\frac</pre>",
        "x\u200b⋅y",
    ]
    docs = [
        {"location": str(i), "title": "t", "text": text}
        for i, text in enumerate(texts)
    ]
    (root / "search/search_index.json").write_text(json.dumps({"docs": docs}))
    assert problems(root) == [
        "search index: figure data in 0",
        r"search index: formula '\\frac' in 1",
        "search index: formula in 3",
    ]


def test_a_page_over_the_byte_budget_is_found_and_weighed(site):
    script = random.Random(0).randbytes(BUDGET)
    root = site(GOOD, head='<script src="x.js"></script>')
    (root / "x.js").write_bytes(script)
    (problem,) = problems(root)
    page = gzip.compress((root / "index.html").read_bytes(), 6)
    assert f"{len(gzip.compress(script, 6)) + len(page)} bytes" in problem


def test_what_loads_on_scrolling_is_outside_the_budget(site):
    root = site(GOOD, head='<img src="x.svg" alt="" loading="lazy">')
    (root / "x.svg").write_bytes(random.Random(0).randbytes(BUDGET))
    assert problems(root) == []
