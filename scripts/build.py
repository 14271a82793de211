"""Build the whole site into site/, checked, from pages that have run.

python scripts/build.py
"""

import sys
import time

from course import check_site, experiments, outputs, site
from course.project import HERE

SITE = HERE.root / "site"
BEGUN = time.perf_counter()


def report(line: str) -> None:
    print(f"{time.perf_counter() - BEGUN:5.1f} s  {line}", flush=True)


def main() -> None:
    report("running the pages that are stale")
    errors = experiments.problems() + outputs.refresh(report=report)
    if not errors:
        report("building the pages")
        errors = site.build(SITE)
    if not errors:
        report("checking the site")
        errors = check_site.problems(SITE)
    if errors:
        sys.exit("\n".join(["", *errors, "", f"{len(errors)} wrong"]))
    report("done. To read it:")
    print(
        "    python3 -m http.server --directory site\n"
        "    and open http://localhost:8000/"
    )


if __name__ == "__main__":
    main()
