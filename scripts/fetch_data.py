"""Rebuild the data files that ship with the package from their sources.

    python scripts/fetch_data.py            rebuild all
    python scripts/fetch_data.py --check    rebuild, and only compare

Reads code/unmasked/data/SOURCES.toml, downloads each archive with the client
of its registry (npm, pip, apt-get) into .cache/data, checks it, and writes the
files. A file whose content is not the recorded one is refused: see
code/unmasked/data/README.md for how to accept a new version.
"""

import argparse
import gzip
import hashlib
import json
import lzma
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from message_catalogs import key, pairs

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "code" / "unmasked" / "data"
CACHE = ROOT / ".cache" / "data"
LANGUAGES = ("es", "de", "fr")
CLIENTS = {
    "npm": ["npm", "pack", "--silent", "{name}@{version}"],
    "pypi": [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
             "--only-binary=:all:", "{name}=={version}"],
    "debian": ["apt-get", "download", "-qq", "{name}={version}"],
}  # fmt: skip


def fetch(archive: dict[str, Any]) -> Path:
    """Download and unpack an archive, once, and return its folder."""
    name = re.sub(r"\W+", "-", f"{archive['name']}-{archive['version']}")
    folder = CACHE / name.strip("-")
    unpacked = folder / "unpacked"
    if unpacked.exists():
        return unpacked
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [part.format(**archive) for part in CLIENTS[archive["registry"]]]
    command += archive.get("options", [])
    if shutil.which(command[0]) is None:
        sys.exit(f"{command[0]} is needed to fetch {archive['name']}")
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (file,) = folder.iterdir()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != archive.get("sha256", digest):
        sys.exit(
            f"{file.name} has sha256 {digest}, not the one in SOURCES.toml"
        )
    partly = folder / "partly-unpacked"
    if file.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-x", file, partly], check=True)
    elif file.suffix == ".whl":
        shutil.unpack_archive(file, partly, "zip")
    else:
        shutil.unpack_archive(file, partly, filter="data")
    return partly.rename(unpacked)


def addresses(folder: Path) -> Iterator[str]:
    """One line of JSON for each address, in the order of time."""
    for path in sorted(folder.glob("package/data/*.json")):
        address = json.loads(path.read_text("utf-8"))
        text = address["text"].replace("\x02", "").strip()
        line = {
            "year": address["year"],
            "president": address["name"],
            "party": address["party"],
            "text": text,
        }
        yield json.dumps(line, ensure_ascii=False)


def moby_dick(folder: Path) -> Iterator[str]:
    """The chapters, each under its number and title, and the epilogue."""
    data = folder / "package" / "data"
    for number in range(1, 136):
        chapter = json.loads((data / f"chapter_{number}.json").read_text())
        yield f"CHAPTER {number}. {chapter['title']}\n\n{chapter['text']}\n"
    yield json.loads((data / "epilogue.json").read_text("utf-8"))["text"]


def translations(
    source: dict[str, Any], seen: set[tuple[str, str]]
) -> Iterator[str]:
    """Language, English and translation; no English message comes twice.

    The program that comes first in SOURCES.toml keeps a message that several
    of them have.
    """
    for archive in source["archives"]:
        folder = fetch(archive)
        only = archive.get("language")
        for language in [only] if only else LANGUAGES:
            pattern = source["catalogs"].format(language=language)
            for english, foreign in sorted(set(pairs(folder.glob(pattern)))):
                if (language, key(english)) not in seen:
                    seen.add((language, key(english)))
                    yield f"{language}\t{english}\t{foreign}"


def build(source: dict[str, Any], seen: set[tuple[str, str]]) -> bytes:
    """The content of one data file."""
    if "path" in source:
        content = (fetch(source["archives"][0]) / source["path"]).read_bytes()
        packed = source["path"].endswith(".gz")
        return gzip.decompress(content) if packed else content
    if "catalogs" in source:
        lines = translations(source, seen)
    else:
        make = {"addresses": addresses, "moby_dick": moby_dick}
        lines = make[source["name"].split(".")[0]](fetch(source["archives"][0]))
    return "".join(f"{line}\n" for line in lines).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    sources = tomllib.loads((DATA / "SOURCES.toml").read_text("utf-8"))["file"]
    seen: set[tuple[str, str]] = set()
    other = []
    for source in sources:
        content = build(source, seen)
        digest = hashlib.sha256(content).hexdigest()
        print(f"{source['name']:34} {len(content):>10,} bytes  {digest}")
        if digest != source["sha256"]:
            other.append(source["name"])
        elif not check:
            path = DATA / source["name"]
            path.parent.mkdir(exist_ok=True)
            best = lzma.PRESET_EXTREME | 9
            path.write_bytes(lzma.compress(content, preset=best))
    if other:
        sys.exit(
            f"not the content recorded in SOURCES.toml: {', '.join(other)}. "
            "These files were left as they are."
        )


if __name__ == "__main__":
    main()
