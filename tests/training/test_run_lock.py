"""Nobody else trains in the folder of a run."""

import fcntl
import os
import subprocess
import sys

import pytest

from unmasked.training.run_lock import only_run


def test_a_second_run_is_kept_out_and_told_by_whom(tmp_path):
    message = f"process {os.getpid()} is training in "
    with only_run(tmp_path), pytest.raises(ValueError, match=message):
        only_run(tmp_path).__enter__()
    with only_run(tmp_path):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_process_that_dies_leaves_nothing_in_the_way(tmp_path, end):
    script = (
        "import os, pathlib\n"
        "from unmasked.training.run_lock import only_run\n"
        f"only_run(pathlib.Path({str(tmp_path)!r})).__enter__()\n"
    )
    subprocess.run([sys.executable, "-c", script + end])
    assert (tmp_path / "lock").read_text().isdigit()
    with only_run(tmp_path):
        pass


def test_where_there_are_no_locks_nobody_is_kept_out(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with only_run(tmp_path), only_run(tmp_path):
        pass
