"""What a block needs of the page, and what it leaves behind."""

import pytest

from in_page.names import names


@pytest.mark.parametrize(
    ("code", "needs", "gives"),
    [
        ("y = np.exp(x)", {"np", "x"}, {"y"}),
        ("x = x + 1", {"x"}, {"x"}),
        ("x = 1\nx = x + 1", set(), {"x"}),
        ("total += x", {"total", "x"}, {"total"}),
        ("for i in xs:\n    s += i", {"xs", "s"}, {"i", "s"}),
        ("import a.b as c, d.e", set(), {"c", "d"}),
        ("def f(a, b=q):\n    return g(a) + len(h)", {"q", "g", "h"}, {"f"}),
        ("def f():\n    return g()\ndef g():\n    return 1", set(), {"f", "g"}),
        ("ys = [x for x in xs]\nx = 1", {"xs"}, {"ys", "x"}),
        ("ys = {k: v + w for k, v in d.items()}", {"d", "w"}, {"ys"}),
        ("d['a'] = 1", {"d"}, set()),
        ("f = lambda x, y=z: x * w", {"z", "w"}, {"f"}),
        ("class A:\n    z = q\n    def m(self): return h", {"q", "h"}, {"A"}),
        ("def f():\n    global n\n    n = 1", set(), {"f", "n"}),
        ("if (n := m) > 1: print(n)", {"m"}, {"n"}),
        ("print(__name__, len([]))", set(), set()),
    ],
)
def test_names(code, needs, gives):
    found = names(code)
    assert set(found.needs) == needs
    assert set(found.gives) == gives


def test_what_is_no_python_has_no_names():
    with pytest.raises(SyntaxError):
        names("x = = 1")
