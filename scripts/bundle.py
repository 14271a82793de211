"""Bundle what the site's scripts import from others, with esbuild.

python scripts/bundle.py            write docs/assets/vendor/
python scripts/bundle.py --to DIR   write there instead

Contributors need neither this nor Node: the results are committed. It wants
the packages that `package-lock.json` pins (`npm ci`).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from course.project import HERE

MODULES = HERE.root / "node_modules"
# For each package what the site uses of it.
USED = {
    "ts-fsrs": "{ createEmptyCard, fsrs, Rating }",
    "lean-qr": "{ generate }",
    "remotestoragejs": "{ default }",
}


def bundle(package: str, folder: Path) -> None:
    about = json.loads((MODULES / package / "package.json").read_text("utf-8"))
    banner = f"/* {package} {about['version']}, {about['license']}: "
    banner += f"{package}.LICENSE */"
    # Node comes with the test group, next to Python.
    path = os.pathsep.join(
        [str(Path(sys.executable).parent), os.environ["PATH"]]
    )
    command = [
        MODULES / ".bin" / "esbuild",
        "--bundle",
        "--format=esm",
        "--minify",
        "--target=es2022",
        f"--banner:js={banner}",
        "--legal-comments=none",
        f"--outfile={folder / package}.min.js",
    ]
    subprocess.run(
        command,
        input=f'export {USED[package]} from "{package}";',
        cwd=HERE.root,
        env=os.environ | {"PATH": path},
        text=True,
        check=True,
        capture_output=True,
    )
    shutil.copyfile(
        MODULES / package / "LICENSE", folder / f"{package}.LICENSE"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    vendor = HERE.docs / "assets" / "vendor"
    parser.add_argument("--to", type=Path, default=vendor)
    folder = parser.parse_args().to
    for package in USED:
        bundle(package, folder)


if __name__ == "__main__":
    main()
