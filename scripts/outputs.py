"""Bring up to date what the pages print, draw and compute.

python scripts/outputs.py            run the pages that are stale
python scripts/outputs.py --check    run nothing; say what is stale
python scripts/outputs.py --verify   run all again and compare
"""

import argparse
import sys

from course import experiments, outputs, practices, question_ids
from course.project import HERE


def check() -> list[str]:
    pages, errors = outputs.pages_of()
    for page in outputs.stale(pages):
        errors.append(f"{page.name}: its outputs are stale: run make outputs")
    errors += outputs.misplaced(pages)
    errors += practices.problems(pages)
    for still in outputs.missing_stills(pages):
        errors.append(f"docs/{still} is not drawn yet: run make outputs")
    return errors + question_ids.problems() + experiments.problems()


def verify() -> list[str]:
    pages, errors = outputs.pages_of()
    return errors + outputs.verify(pages, report=report)


def report(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--verify", action="store_true")
    arguments = parser.parse_args()
    if arguments.check:
        errors = check()
    elif arguments.verify:
        errors = verify()
    else:
        errors = outputs.refresh(HERE, report=report)
    if errors:
        sys.exit("\n".join(["", *errors, "", f"{len(errors)} wrong"]))
    print("all outputs are up to date")


if __name__ == "__main__":
    main()
