"""Measure speed and memory as ratios to named peers, and record them.

    python scripts/bench.py                 all benchmarks
    python scripts/bench.py training        one of them

Each file in scripts/benchmarks/ measures ours and its peers in turns, in one
run on one machine, and writes what it found to docs/results/benchmarks/.
Timings are no tests: another machine gives other numbers.
"""

import argparse
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent / "benchmarks"
RESULTS = Path(__file__).parents[1] / "docs" / "results" / "benchmarks"


def main() -> None:
    names = sorted(path.stem for path in BENCHMARKS.glob("*.py"))
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help=f"of {', '.join(names)}")
    chosen = parser.parse_args().name or names
    unknown = sorted(set(chosen) - set(names))
    if unknown:
        parser.error(f"no benchmark {unknown}; there are {', '.join(names)}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        print(f"— {name}", flush=True)
        script = str(BENCHMARKS / f"{name}.py")
        out = str(RESULTS / f"{name}.json")
        subprocess.run([sys.executable, script, "--out", out], check=True)


if __name__ == "__main__":
    main()
