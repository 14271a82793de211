"""Options are read, explained, and kept for as long as a run lives."""

import pytest

from unmasked.training.options import check_same, parse


def test_help_tells_every_option_with_its_default(capsys):
    with pytest.raises(SystemExit) as stop:
        parse(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    options = vars(parse([]))
    for name in options:
        assert f"--{name.replace('_', '-')}" in text
    assert text.count("(default:") == len(options)
    assert "torchrun" in text


@pytest.mark.parametrize(
    "name", ["steps", "print-every", "evaluate-every", "save-every"]
)
def test_counts_start_at_one(name, capsys):
    with pytest.raises(SystemExit):
        parse([f"--{name}=0"])
    assert f"--{name} must be at least 1" in capsys.readouterr().err


def test_an_unknown_family_is_refused(capsys):
    with pytest.raises(SystemExit):
        parse(["--model=gpt9"])
    assert "gpt2" in capsys.readouterr().err


def test_a_run_keeps_its_settings(tmp_path):
    out = f"--out={tmp_path / 'new' / 'run'}"
    check_same(parse([out]))
    check_same(parse([out, "--micro-batches=4", "--compile"]))  # how, not what
    with pytest.raises(ValueError, match="has other settings") as error:
        check_same(parse([out, "--layers=5", "--rate=0.1"]))
    assert "--layers was 4, is 5; --rate was 0.001, is 0.1" in str(error.value)
    assert "--width" not in str(error.value)
