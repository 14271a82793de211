"""Find a browser: for the still pictures, and for the tests."""

import importlib.util
import os
import shutil
from pathlib import Path

INSTRUCTION = (
    "no browser was found. Install Chromium or Google Chrome, or set CHROME to "
    "the path of one, or run: python -m playwright install chromium"
)


def find_browser() -> str | None:
    """The path of a browser of the Chromium family, or None.

    In this order: what the variable CHROME names, what is installed, what
    Playwright has downloaded.
    """
    from choreographer.browsers.chromium import Chromium

    if chosen := os.environ.get("CHROME"):
        return shutil.which(chosen)
    return Chromium.find_browser(skip_local=False) or playwright_browser()


def playwright_browser() -> str | None:
    """The browser that Playwright downloaded, where there is one."""
    if importlib.util.find_spec("playwright") is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None
