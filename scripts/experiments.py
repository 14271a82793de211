"""Record the long experiments that the pages quote.

python scripts/experiments.py               those that are stale
python scripts/experiments.py name …        these
python scripts/experiments.py --list        what there is, and its state
python scripts/experiments.py --quick name  try one, record nothing
python scripts/experiments.py --confirm     see whether a change of the code
                                            changed any number, and if not, say
                                            so in the recordings
"""

import argparse
import subprocess
import sys

from course import confirmations, experiments


def show() -> None:
    reasons = experiments.stale()
    for name in experiments.recorded():
        print(f"{name}: {reasons.get(name, 'up to date')}")


def record_each(names: list[str], *options: str) -> None:
    """Record each in a process of its own, so that none sees another."""
    failed = []
    for name in names:
        command = [sys.executable, __file__, name, *options]
        if subprocess.run(command).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"not recorded: {', '.join(failed)}")


def confirm_each(names: list[str]) -> None:
    """Confirm what can be, and tell of the rest why not."""
    failed = []
    for name in names:
        try:
            confirmations.confirm(
                name, report=lambda line: print(line, flush=True)
            )
        except experiments.ExperimentError as error:
            print(error, flush=True)
            failed.append(name)
    if failed:
        sys.exit(f"not confirmed: {', '.join(failed)}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--confirm", action="store_true")
    arguments = parser.parse_args()
    names = arguments.names or list(experiments.stale())
    if arguments.list:
        show()
    elif not names:
        print("all recorded experiments are up to date")
    elif arguments.confirm:
        confirm_each(names)
    elif len(names) > 1 or not arguments.names:
        record_each(names, *["--quick"] * arguments.quick)
    else:
        try:
            path = experiments.record(
                names[0],
                quick=arguments.quick,
                report=lambda line: print(line, flush=True),
            )
        except experiments.ExperimentError as error:
            sys.exit(str(error))
        print(f"wrote {path}" if path else "it works; nothing was recorded")


if __name__ == "__main__":
    main()
