"""Measure speed and memory as ratios to named peers, and record them.

    python scripts/bench.py                  all benchmarks
    python scripts/bench.py training         one of them
    python scripts/bench.py --quick …        a short try, recorded nowhere
    python scripts/bench.py --nanogpt PATH   with the folder of its model.py

Each file in scripts/benchmarks/ measures ours and its peers in turns, in one
run on one machine; what it found goes to docs/results/benchmarks/. Timings are
no tests: another machine gives other numbers. Those named gpu_… need a GPU:
without one, and when all are run, they are left as they were recorded.
"""

import argparse
import importlib
import inspect
import json
import subprocess
import sys
import time
from itertools import filterfalse
from pathlib import Path

import torch

from course import benchmarks

FOLDER = Path(__file__).parent / "benchmarks"


def run(name: str, options: argparse.Namespace) -> None:
    sys.path.insert(0, str(FOLDER))
    module = importlib.import_module(name)
    settings = {"quick": options.quick}
    if "nanogpt" in inspect.signature(module.measure).parameters:
        settings["nanogpt"] = options.nanogpt
    begun = time.perf_counter()
    results = module.measure(**settings)
    seconds = time.perf_counter() - begun
    print(json.dumps(results, indent=1))
    if not options.quick:
        path = benchmarks.record(
            name,
            results,
            seconds=seconds,
            packages=module.PACKAGES,
            script=FOLDER / f"{name}.py",
        )
        print(f"wrote {path}")


def can_run(name: str) -> bool:
    """Whether this machine has what a benchmark needs."""
    return not name.startswith("gpu_") or torch.cuda.is_available()


def main() -> None:
    names = sorted(path.stem for path in FOLDER.glob("*.py"))
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help=f"of {', '.join(names)}")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--nanogpt", type=Path, metavar="PATH")
    options = parser.parse_args()
    chosen = options.name or [n for n in names if can_run(n)]
    unknown = sorted(set(chosen) - set(names))
    if unknown:
        parser.error(f"no benchmark {unknown}; there are {', '.join(names)}")
    for name in filterfalse(can_run, chosen):
        parser.error(f"{name} needs a GPU, and PyTorch finds none")
    if len(chosen) == 1:
        run(chosen[0], options)
        return
    # Each in a process of its own: what one leaves in memory slows another.
    given = [a for a in sys.argv[1:] if a not in options.name]
    for name in chosen:
        print(f"— {name}", flush=True)
        subprocess.run([sys.executable, __file__, name, *given], check=True)


if __name__ == "__main__":
    main()
