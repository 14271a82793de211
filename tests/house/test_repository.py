"""What a newcomer is told must be so."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MEBIBYTE = 2**20


def tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.exists()]


def test_the_file_map_of_the_readme_is_the_territory():
    block = re.search(r"```text\n\.\n(.*?)```", README.read_text("utf-8"), re.S)
    assert block, "the README shows the file map"
    shown, folders = set(), []
    for line in block[1].splitlines():
        indent, entry = re.match(r"([│ ]*)[├└]── (\S+)", line).groups()
        folders = folders[: len(indent) // 4]
        shown.add("/".join([*folders, entry.rstrip("/")]))
        folders.append(entry.rstrip("/"))
    for entry in shown:
        assert (ROOT / entry).exists(), f"{entry} is shown but does not exist"
    tops = {path.relative_to(ROOT).parts[0] for path in tracked()}
    unseen = {top for top in tops if not top.startswith(".")} - shown
    assert unseen == set(), "these are not in the file map"
    packages = {
        f"code/unmasked/{path.parent.name}"
        for path in (ROOT / "code" / "unmasked").glob("*/__init__.py")
    }
    assert packages <= shown, packages - shown


def test_every_make_target_says_what_it_does():
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, re.M))
    described = set(re.findall(r"^([a-z]+):.*## \S", text, re.M))
    assert {"site", "serve", "test", "check", "fix"} <= described
    assert targets == described


def test_the_torch_that_is_installed_first_is_the_pinned_one():
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [pin for pin in pins if pin.startswith("torch==")]


def test_large_files_earn_their_place():
    earned = {
        # One library for all figures; the smallest build that draws them.
        "docs/assets/vendor/plotly-cartesian.min.js",
        # The text that the course's models are trained on.
        "code/unmasked/data/addresses.jsonl.xz",
        # A trained translator: pages and labs translate with it.
        "docs/results/translation.json",
    }
    large = {
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.stat().st_size > MEBIBYTE
    }
    assert large <= earned


def test_nothing_in_the_repository_names_a_machine():
    suspects = re.compile(rb"/(work|home|root|Users)/[a-z]")
    this = Path(__file__)
    for path in tracked():
        if path == this or path.suffix in (".woff2", ".png", ".xz", ".js"):
            continue
        found = suspects.search(path.read_bytes())
        assert not found, f"{path.relative_to(ROOT)}: {found[0]!r}"
