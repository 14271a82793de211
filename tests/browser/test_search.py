"""The search: fetched when it is wanted, and good for concepts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

INDEX = "search_index.json"


def fetched(page: Page) -> bool:
    entries = "performance.getEntriesByType('resource').map(e => e.name)"
    return any(INDEX in name for name in page.evaluate(entries))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("causal mask", "Causal mask"),
        ("permutation equivariant", "Permutation equivariance"),
        ("d_model", "Sizes"),
        ("attention_weights", "attention_weights"),
    ],
)
def test_search_finds_concepts(
    open_page: Open, query: str, found: str
) -> None:
    page = open_page()
    page.wait_for_load_state("networkidle")
    assert not fetched(page)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type(query)
    results = page.locator(".md-search-result__link")
    expect(results.filter(has_text=found).first).to_be_visible()
    assert fetched(page)


@pytest.mark.browser
def test_figure_data_is_not_searched(open_page: Open, address: str) -> None:
    page = open_page()
    index = page.request.get(f"{address}search/{INDEX}").text()
    assert "tickvals" in index  # the code that a reader sees
    assert "hovertemplate" not in index
    assert '"layout"' not in index.replace('\\"', '"')
