"""A reader's data goes where the reader goes: by file, link and code."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, go_back, go_forward

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WORDS = [
    *("attention", "heads", "softmax", "cache", "mask", "scores", "width"),
    *("gradient", "rows", "tokens", "query", "norm", "residual", "order"),
    *("reach", "budget", "wrong", "sum", "axis", "paper"),
]
AT = 1_760_000_000_000


def answer(at: int = AT, verdict: str = "right") -> dict[str, Any]:
    """An answer as it is remembered."""
    digits = ""
    rest = at
    while rest:
        rest, digit = divmod(rest, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    last = {"at": at, "verdict": verdict, "given": [0], "of": "a1b2c3"}
    return {"tries": [digits.rjust(8, "0") + verdict[0]], "last": last}


def memory(**answers: dict[str, Any]) -> dict[str, Any]:
    """What a browser remembers."""
    named = {name.replace("_", "-"): each for name, each in answers.items()}
    rest = {"practices": {}, "visits": {}}
    return {"schema": 2, "seed": "a", "erased": 0, "answers": named, **rest}


def many(count: int) -> dict[str, Any]:
    """A memory of many answers, as long and as irregular as real ones."""
    chance, at, answers = Random(0), AT, {}
    for k in range(count):
        at += chance.randrange(8_000, 90_000) + (k % 12 == 0) * 86_400_000
        verdict = chance.choice(["right", "right", "wrong", "unsure"])
        given = answer(at, verdict)
        given["last"]["given"] = [chance.randrange(4)]
        given["last"]["of"] = f"{chance.randrange(16**6):06x}"
        words = chance.sample(WORDS, 2)
        answers[f"{WORDS[k // 30]}_{'_'.join(words)}_{k}"] = given
    return memory(**answers)


def scroll(page: Page) -> None:
    """Go to "Your data", which is fetched when it is near."""
    page.wait_for_function(
        """() => {
          const box = document.querySelector("[data-your-data]");
          box.scrollIntoView();
          return box.childElementCount > 3;
        }"""
    )


def remember(page: Page, known: dict[str, Any]) -> None:
    """Put a memory into the browser, and open the page anew."""
    text = json.dumps(known)
    page.evaluate("text => { localStorage.unmasked = text; }", text)
    page.reload()
    scroll(page)


def answers(page: Page) -> dict[str, dict[str, Any]]:
    """The answers that the browser remembers."""
    found = page.evaluate("JSON.parse(localStorage.unmasked ?? '{}').answers")
    return found or {}


def part(page: Page, title: str) -> Locator:
    heading = page.get_by_role("heading", name=title)
    return page.locator(".data__part", has=heading)


def said(page: Page, title: str) -> Locator:
    return part(page, title).get_by_role("status")


def add(page: Page, text: str | bytes, name: str = "p.json") -> None:
    """Pick a file with this text."""
    scroll(page)
    body = text.encode() if isinstance(text, str) else text
    picked = {"name": name, "mimeType": "application/json", "buffer": body}
    page.locator("[data-your-data] [type=file]").set_input_files([picked])


def written(known: dict[str, Any]) -> str:
    return json.dumps({"unmasked": "progress", "memory": known})


KEEP, TAKE = "Keep a copy", "Take it to another device"


def test_progress_goes_by_file_to_another_browser(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page("progress/")
    remember(page, memory(a=answer(), b=answer()))
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save to a file").click()
    name = saved.value.suggested_filename
    assert re.fullmatch(r"unmasked-progress-\d{4}-\d\d-\d\d\.json", name)
    expect(said(page, KEEP)).to_have_text(f"Saved as {name}.")
    saved.value.save_as(tmp_path / name)

    other = open_page("progress/")
    remember(other, memory(a=answer(AT - 5, "wrong"), c=answer()))
    add(other, (tmp_path / name).read_bytes(), name)
    expect(said(other, KEEP)).to_have_text(
        f"From {name}: 1 answer, 1 newer came in."
    )
    known = answers(other)
    assert set(known) == {"a", "b", "c"}
    assert [text[-1] for text in known["a"]["tries"]] == ["w", "r"]
    expect(other.locator(".data__holds")).to_contain_text("3 answers")
    add(other, (tmp_path / name).read_bytes(), name)
    expect(said(other, KEEP)).to_have_text(f"From {name}: nothing new.")


def test_a_file_can_be_dropped(open_page: Open) -> None:
    page = open_page("progress/")
    data = page.evaluate_handle(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "dropped.json"));
          return data;
        }""",
        written(memory(a=answer())),
    )
    target = page.locator("[data-your-data]")
    scroll(page)
    expect(page.get_by_role("button", name="Add from a file")).to_be_visible()
    target.dispatch_event("dragover", {"dataTransfer": data})
    target.dispatch_event("drop", {"dataTransfer": data})
    expect(said(page, KEEP)).to_have_text(
        "From dropped.json: 1 answer came in."
    )
    assert set(answers(page)) == {"a"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("GIF89a", "not a file with progress"),
        ('{"version": 3, "cells": []}', "not a file with progress"),
        (written(memory(a=answer()))[:-40], "not a file with progress"),
        (written(memory(a=answer()) | {"schema": 99}), "newer version"),
        (written(memory(a=answer(), b={})), "Part of it is damaged"),
        (" " * 2_000_001, "It has 2 MB"),
    ],
    ids=["picture", "notebook", "cut off", "newer", "damaged", "huge"],
)
def test_a_file_that_is_not_right_changes_nothing(
    open_page: Open, text: str, why: str
) -> None:
    page = open_page("progress/")
    remember(page, memory(c=answer()))
    before = page.evaluate("localStorage.unmasked")
    add(page, text, "odd.json")
    expect(said(page, KEEP)).to_contain_text("odd.json was not added. ")
    expect(said(page, KEEP)).to_contain_text(why)
    expect(said(page, KEEP)).to_contain_text("Nothing has changed.")
    assert page.evaluate("localStorage.unmasked") == before


def test_what_was_set_aside_can_be_downloaded(
    open_page: Open, tmp_path: Path
) -> None:
    page = open_page("progress/")
    page.evaluate("() => { localStorage.unmasked = '{damaged'; }")
    page.reload()
    scroll(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="copy of").click()
    saved.value.save_as(tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "{damaged"


def asked(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Progress from another device")


def link(page: Page) -> str:
    page.get_by_role("button", name="Make a link").click()
    field = page.get_by_label("Link with your progress")
    expect(field).to_be_focused()
    return field.input_value()


def test_a_link_asks_before_it_adds_and_then_leaves_the_address(
    open_page: Open, address: str
) -> None:
    page = open_page("progress/")
    remember(page, memory(a=answer(), b=answer()))
    made = link(page)
    assert made.startswith(f"{address}progress/#data=")

    other = open_page(made.removeprefix(address))
    offer = asked(other)
    expect(offer).to_contain_text(
        "holds 2 answers, the last of October 9, 2025"
    )
    assert answers(other) == {}
    offer.get_by_role("button", name="Leave it").click()
    expect(offer).to_be_hidden()
    expect(other).to_have_url(f"{address}progress/")
    assert answers(other) == {}

    other.goto(made)
    offer.get_by_role("button", name="Add it").click()
    expect(offer.get_by_role("status")).to_have_text("2 answers came in.")
    other.keyboard.press("Enter")  # OK
    expect(offer).to_be_hidden()
    assert set(answers(other)) == {"a", "b"}
    expect(other).to_have_url(f"{address}progress/")
    other.reload()
    scroll(other)
    expect(other.locator(".data__holds")).to_contain_text("2 answers")
    expect(offer).to_have_count(0)
    other.goto(made)
    expect(offer).to_contain_text("This browser knows all of it.")


def test_a_link_is_sent_to_no_server(open_page: Open, address: str) -> None:
    page = open_page("progress/")
    remember(page, memory(a=answer()))
    made = link(page)
    packed = urlsplit(made).fragment.removeprefix("data=")
    other = open_page("progress/")
    requests: list[str] = []
    other.on("request", lambda r: requests.append(f"{r.url} {r.all_headers()}"))
    other.goto("about:blank")
    other.goto(made)
    expect(asked(other)).to_be_visible()
    other.wait_for_load_state("networkidle")
    # The tool that watches shows the address with all that the bar has.
    sent = [text.replace(f"#data={packed}", "") for text in requests]
    assert len(sent) > 5
    assert not any(packed in text for text in sent)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda made: made[:-9], "a part of it was cut off or changed"),
        (lambda made: made.replace("#data=1.", "#data=2."), "newer version"),
    ],
    ids=["cut off", "newer"],
)
def test_a_link_that_is_not_right_changes_nothing(
    open_page: Open, address: str, change: Callable[[str], str], why: str
) -> None:
    page = open_page("progress/")
    remember(page, memory(a=answer()))
    made = link(page)
    remember(page, memory(b=answer()))
    before = page.evaluate("localStorage.unmasked")
    # Only the part behind the # changes: the page is not loaded again.
    page.goto(change(made))
    offer = asked(page)
    expect(offer).to_contain_text(why)
    expect(offer).to_contain_text("Nothing has changed.")
    expect(offer.get_by_role("button")).to_have_text(["OK"])
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{address}progress/")
    assert page.evaluate("localStorage.unmasked") == before


def scan(page: Page) -> str:
    """What a camera reads that sees the page small and a little askew."""
    expect(page.locator(".data__code svg")).to_be_visible()
    shot = page.locator(".data__code").screenshot()
    picture = Image.open(BytesIO(shot)).convert("L")
    seen = picture.rotate(4, Image.Resampling.BICUBIC, fillcolor=255)
    seen = seen.resize((700, 700), Image.Resampling.BICUBIC)
    (found,) = zxingcpp.read_barcodes(seen)
    return found.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_code_carries_the_progress_to_a_camera(
    open_page: Open, address: str, scheme: str
) -> None:
    page = open_page("progress/", color_scheme=scheme, **PHONE)
    remember(page, many(12))
    page.get_by_role("button", name="Show a code").click()
    expect(said(page, TAKE)).to_contain_text("Point the other device's camera")
    read = scan(page)
    other = open_page(read.removeprefix(address))
    other.get_by_role("button", name="Add it").click()
    expect(asked(other)).to_contain_text("12 answers came in.")
    assert answers(other) == answers(page)


def test_what_one_code_cannot_hold_several_do_in_any_order(
    open_page: Open, address: str
) -> None:
    page = open_page(
        "progress/", viewport={"width": 1280, "height": 900},
        device_scale_factor=2,
    )  # fmt: skip
    remember(page, many(120))
    page.get_by_role("button", name="Show a code").click()
    expect(said(page, TAKE)).to_contain_text("Code 1 of 3.")
    codes = [scan(page)]
    for number in (2, 3):
        page.get_by_role("button", name="Next").click()
        expect(said(page, TAKE)).to_contain_text(f"Code {number} of 3.")
        codes.append(scan(page))
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    other = open_page("progress/")
    for code in reversed(codes):
        other.goto(code)
        other.get_by_role("button", name="Add it").click()
        expect(asked(other)).to_contain_text("came in.")
        other.get_by_role("button", name="OK").click()
    assert answers(other) == answers(page)


def test_what_no_few_codes_hold_is_left_to_link_and_file(
    open_page: Open,
) -> None:
    page = open_page("progress/")
    remember(page, many(500))
    page.get_by_role("button", name="Show a code").click()
    expect(said(page, TAKE)).to_contain_text("more than 6 codes can hold")
    expect(said(page, TAKE)).to_contain_text("Make a link, or save a file.")
    made = link(page)
    expect(said(page, TAKE)).to_contain_text("messengers cut off links")
    other = open_page("progress/")
    other.goto(made)
    other.get_by_role("button", name="Add it").click()
    expect(asked(other)).to_contain_text("500 answers came in.")


def test_all_of_it_works_by_keyboard_alone(
    open_page: Open, address: str
) -> None:
    page = open_page("progress/")
    # The browser hands choosers over from now on, not a moment too late.
    page.on("filechooser", lambda _: None)
    remember(page, memory(a=answer()))
    page.get_by_role("button", name="Save to a file").focus()
    with page.expect_download():
        page.keyboard.press("Enter")
    expect(said(page, KEEP)).to_contain_text("Saved as")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Add from a file")).to_be_focused()
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Enter")
    body = written(memory(b=answer())).encode()
    kind = "application/json"
    chosen.value.set_files([{"name": "b", "mimeType": kind, "buffer": body}])
    expect(said(page, KEEP)).to_contain_text("1 answer came in.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Make a link
    field = page.get_by_label("Link with your progress")
    expect(field).to_be_focused()
    made = field.input_value()
    remember(page, memory())
    page.goto(made)
    offer = asked(page)
    expect(offer.get_by_role("button", name="Add it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(offer.get_by_role("button", name="OK")).to_be_focused()
    page.keyboard.press("Enter")
    assert set(answers(page)) == {"a", "b"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_opened_is_accessible_and_fits_a_phone(
    open_page: Open, scheme: str
) -> None:
    page = open_page("progress/", color_scheme=scheme, **PHONE)
    page.evaluate("localStorage['unmasked-set-aside-1760000000000'] = '{'")
    remember(page, many(50))
    made = link(page)
    page.get_by_role("button", name="Show a code").click()
    expect(page.locator(".data__code svg")).to_be_visible()
    page.get_by_role("button", name="Sign in to sync").click()
    expect(page.get_by_label("Your remoteStorage address")).to_be_focused()
    opened = Axe().run(page)
    assert opened.violations_count == 0, opened.generate_report()
    remember(page, memory())
    page.goto(made)
    expect(asked(page)).to_contain_text("New here: 50 answers.")
    asking = Axe().run(page)
    assert asking.violations_count == 0, asking.generate_report()
    too_wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(too_wide) == 0


def test_it_works_after_instant_navigation(open_page: Open) -> None:
    page = open_page("workbench/")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Your progress").first.click()
    expect(page.locator("h1")).to_contain_text("Your progress")
    add(page, written(memory(a=answer())))
    expect(said(page, KEEP)).to_contain_text("1 answer came in.")
    go_back(page)
    expect(page.locator("h1")).to_contain_text("Workbench")
    go_forward(page)
    expect(page.locator("h1")).to_contain_text("Your progress")
    scroll(page)
    expect(page.locator(".data__holds")).to_have_count(1)
    expect(page.locator(".data__holds")).to_contain_text("1 answer")
    assert page.evaluate("window.same")


def test_blocked_storage_is_told_and_a_file_saves_what_is_there(
    open_private: Open, tmp_path: Path
) -> None:
    page = open_private("progress/")
    add(page, written(memory(a=answer())))
    expect(said(page, KEEP)).to_contain_text("1 answer came in.")
    expect(said(page, KEEP)).to_contain_text("this browser cannot keep it")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save to a file").click()
    saved.value.save_as(tmp_path / "saved")
    kept = json.loads((tmp_path / "saved").read_text())
    assert set(kept["memory"]["answers"]) == {"a"}
    # A link comes in as well, and is kept as long as the tab is open.
    made = link(page)
    page.goto(made)
    expect(asked(page)).to_contain_text("This browser knows all of it.")
