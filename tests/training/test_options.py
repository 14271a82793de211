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
    ("option", "says"),
    [
        (f"--{name}={least - 1}", f"--{name} must be at least {least}")
        for least, names in (
            (1, "context steps batch-size micro-batches print-every"),
            (1, "evaluate-every evaluate-batches save-every"),
            (0, "warmup weight-decay seed"),
        )
        for name in names.split()
    ]
    + [
        ("--rate=0", "--rate must be above 0, not 0.0"),
        ("--rate=nan", "--rate must be above 0, not nan"),
        ("--max-norm=-1", "--max-norm must be above 0"),
        ("--beta2=1", "--beta2 must be at least 0 and below 1, not 1.0"),
        ("--device=tpu", "--device tpu: give cpu, cuda, mps or auto"),
    ],
)
def test_what_no_run_could_work_with_is_refused_at_once(option, says, capsys):
    with pytest.raises(SystemExit):
        parse([option])
    assert says in capsys.readouterr().err


def test_an_unknown_family_is_refused(capsys):
    with pytest.raises(SystemExit):
        parse(["--model=gpt9"])
    assert "gpt2" in capsys.readouterr().err


def keep(*arguments, begun=False):
    check_same(parse(arguments), begun=begun)


def test_a_run_keeps_its_settings(tmp_path):
    out = f"--out={tmp_path / 'new' / 'run'}"
    keep(out)
    # How, not what.
    keep(out, "--micro-batches=4", "--compile", begun=True)
    with pytest.raises(ValueError, match="has other settings") as error:
        keep(out, "--layers=5", "--rate=0.1", begun=True)
    assert "--layers was 4, is 5; --rate was 0.001, is 0.1" in str(error.value)
    assert "--width" not in str(error.value)


def test_before_the_first_checkpoint_other_settings_take_their_place(tmp_path):
    out, tokens = f"--out={tmp_path}", tmp_path / "tokens.npy"
    keep(out, "--text=typo.txt")
    tokens.touch()
    keep(out, "--text=typo.txt", "--layers=5")
    assert tokens.exists()
    keep(out, "--text=right.txt", "--layers=5")
    assert not tokens.exists()  # they were those of another text
    with pytest.raises(ValueError, match=r"--layers was 5, is 4\. "):
        keep(out, "--text=right.txt", begun=True)


@pytest.mark.parametrize("content", ["", "[1]"])
def test_settings_that_cannot_be_read_are_named(tmp_path, content):
    (tmp_path / "settings.json").write_text(content)
    with pytest.raises(ValueError, match=r"settings\.json (is|holds no)"):
        keep(f"--out={tmp_path}")
