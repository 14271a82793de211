"""Build the whole site into site/, checked, from pages that have run.

python scripts/build.py
"""

import sys
import time

from course import pyodide, stamp
from course.project import HERE

SITE = HERE.root / "site"
BEGUN = time.perf_counter()


def report(line: str) -> None:
    print(f"{time.perf_counter() - BEGUN:5.1f} s  {line}", flush=True)


def build() -> list[str]:
    # Here, because importing takes longer than seeing that all is done.
    from course import check_site, experiments, outputs, site

    report("running the pages that are stale")
    errors = experiments.problems() + outputs.refresh(report=report)
    made_of = stamp.inputs()
    if not errors:
        report("building the pages")
        errors = site.build(SITE)
    if not errors:
        report("checking the site")
        errors = check_site.problems(SITE)
    if not errors:
        stamp.keep(made_of, SITE)
    return errors


def main() -> None:
    if errors := pyodide.fetch(report=report):
        sys.exit("\n".join(errors))
    if stamp.valid(stamp.inputs(), SITE):
        report("the site is up to date")
    elif errors := build():
        sys.exit("\n".join(["", *errors, "", f"{len(errors)} wrong"]))
    report("done. To read it:")
    print(
        "    python3 -m http.server --directory site\n"
        "    and open http://localhost:8000/"
    )


if __name__ == "__main__":
    main()
