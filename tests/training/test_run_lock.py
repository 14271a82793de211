"""Nobody else trains in the folder of a run."""

import subprocess
import sys

import pytest

from unmasked.training.run_lock import only_run


def test_a_second_run_is_kept_out_until_the_first_is_over(tmp_path):
    with only_run(tmp_path), pytest.raises(ValueError, match=r"another --out"):
        only_run(tmp_path).__enter__()
    with only_run(tmp_path):
        pass


def test_a_run_that_fails_lets_go(tmp_path):
    with pytest.raises(KeyError), only_run(tmp_path):
        raise KeyError
    with only_run(tmp_path):
        pass


def hold(folder, then):
    """Take the lock in another process, and do something there."""
    script = (
        "import os, pathlib, sys\n"
        "from unmasked.training.run_lock import only_run\n"
        f"held = only_run(pathlib.Path({str(folder)!r}))\n"
        "held.__enter__()\n"
        "print('held', flush=True)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script + then],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_another_process_is_kept_out(tmp_path):
    with hold(tmp_path, "sys.stdin.read()") as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ValueError, match="another process is training in"):
            only_run(tmp_path).__enter__()
        process.stdin.close()


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_process_that_dies_leaves_nothing_in_the_way(tmp_path, end):
    with hold(tmp_path, end) as process:
        assert process.communicate()[0] == "held\n"
    with only_run(tmp_path):
        pass
