"""Each step of a run is written down once."""

import json

import pytest

from unmasked.training.run_log import RunLog


@pytest.fixture
def path(tmp_path):
    return tmp_path / "losses.jsonl"


def steps(path):
    return [json.loads(line)["step"] for line in path.read_text().splitlines()]


def test_lines_are_there_as_soon_as_they_are_written(path):
    log = RunLog(path, step=0)
    log.write(step=1, loss=0.5)
    assert json.loads(path.read_text()) == {"step": 1, "loss": 0.5}
    log.close()


def test_lines_behind_the_step_of_the_checkpoint_are_taken_away(path):
    log = RunLog(path, step=0)
    for step in range(1, 6):
        log.write(step=step, loss=1.0)
    log.close()
    log = RunLog(path, step=3)
    log.write(step=4, loss=1.0)
    log.close()
    assert steps(path) == [1, 2, 3, 4]


def test_half_a_line_left_by_a_kill_is_taken_away(path):
    path.write_text('{"step": 1, "loss": 2.0}\n{"step": 2, "lo')
    RunLog(path, step=1).close()
    assert steps(path) == [1]


@pytest.mark.parametrize("left", ["\0\0", "}", "[1]", '{"a": 1}', "\xff"])
def test_what_is_no_line_of_a_run_is_taken_away(path, left):
    path.write_text('{"step": 1, "loss": 2.0}\n' + left, "latin-1")
    RunLog(path, step=1).close()
    assert steps(path) == [1]


def test_a_kill_while_old_lines_are_taken_away_loses_none(path, monkeypatch):
    path.write_text('{"step": 1, "loss": 2.0}\n')

    def kill(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(path), "replace", kill)
    with pytest.raises(KeyboardInterrupt):
        RunLog(path, step=1)
    assert steps(path) == [1]


def test_a_silent_log_writes_and_says_nothing(path, capsys):
    log = RunLog(path, step=0, silent=True)
    log.write(step=1)
    log.say("hello")
    log.close()
    assert not path.exists()
    assert capsys.readouterr().out == ""


def test_says_what_it_is_told(path, capsys):
    log = RunLog(path, step=0)
    log.say("hello")
    log.close()
    assert capsys.readouterr().out == "hello\n"
