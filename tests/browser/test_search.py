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
    ("query", "page_found"),
    [
        ("causal mask", "reference/glossary/#causal-mask"),
        ("permutation equivariant", "#permutation-equivariance"),
        ("d_model", "reference/notation/"),
        ("attention_weights", "reference/api/attention/"),
    ],
)
def test_search_finds_concepts(
    open_page: Open, query: str, page_found: str
) -> None:
    page = open_page()
    page.wait_for_load_state("networkidle")
    assert not fetched(page)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type(query)
    links = page.locator(".md-search-result__item a")
    expect(links.first).to_be_visible()
    assert fetched(page)
    best = [link.get_attribute("href") or "" for link in links.all()[:12]]
    assert any(page_found in link for link in best), best


@pytest.mark.browser
def test_figure_data_is_not_searched(open_page: Open, address: str) -> None:
    page = open_page()
    index = page.request.get(f"{address}search/{INDEX}").text()
    assert "tickvals" in index  # the code that a reader sees
    assert "hovertemplate" not in index
    assert '"layout"' not in index.replace('\\"', '"')
