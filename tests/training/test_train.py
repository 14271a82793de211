"""The command trains, stops, goes on, and says what is wrong."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
import torch
from tests.component import DEVICES

from unmasked.models.gpt2 import GPT2
from unmasked.models.llama import Llama
from unmasked.training.checkpoint import latest_checkpoint
from unmasked.training.options import parse
from unmasked.training.parallel import World
from unmasked.training.run_lock import only_run
from unmasked.training.train import (
    main,
    make_model,
    make_schedule,
    share_of_batch,
)

TEXT = "".join(f"Whale {i} swam {i * i} miles. " for i in range(400))
SMALL = [
    "--vocab-size=270", "--layers=2", "--heads=2", "--width=16",
    "--context=8", "--batch-size=4", "--steps=30", "--warmup=5",
    "--evaluate-every=10", "--evaluate-batches=3", "--save-every=7",
    "--print-every=10", "--dropout=0.1",
]  # fmt: skip
COMMAND = [sys.executable, "-m", "unmasked.training.train"]
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "whales.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture(scope="module", params=DEVICES)
def settings(text, request):
    return [*SMALL, f"--text={text}", f"--device={request.param}"]


@pytest.fixture
def small(settings, tmp_path):
    return [*settings, f"--out={tmp_path / 'run'}"]


@pytest.fixture(scope="module")
def unbroken(settings, tmp_path_factory):
    """The lines of a run that nothing disturbed."""
    out = tmp_path_factory.mktemp("unbroken")
    assert main([*settings, f"--out={out}"]) == 0
    return lines(out)


def lines(folder):
    content = (folder / "losses.jsonl").read_text().splitlines()
    return [json.loads(line) for line in content]


def test_learns_and_reports(small, tmp_path, capsys):
    assert main(small) == 0
    run = lines(tmp_path / "run")
    losses = [line["loss"] for line in run if "loss" in line]
    assert len(losses) == 30
    assert losses[-1] < losses[0] - 0.3
    assert [ln["step"] for ln in run if "valid_loss" in ln] == [10, 20, 30]
    said = capsys.readouterr().out
    assert "weights" in said
    assert "step 30/30" in said
    assert "bits per byte" in said
    assert f"unmasked.training.write --out {tmp_path / 'run'}" in said
    latest = latest_checkpoint(tmp_path / "run")
    assert latest.name == "step-00000030"


def test_a_finished_run_is_not_changed(small, tmp_path, capsys):
    assert main(small) == 0
    before = (tmp_path / "run" / "losses.jsonl").read_bytes()
    capsys.readouterr()
    assert main(small) == 0
    assert "all 30 steps are done" in capsys.readouterr().out
    assert (tmp_path / "run" / "losses.jsonl").read_bytes() == before


@pytest.mark.against(rule="the same run, never killed", exactly=True)
@pytest.mark.slow
def test_killed_at_a_random_moment_it_goes_on_to_the_same_losses(
    small, tmp_path, unbroken
):
    run = tmp_path / "run"
    for _ in range(2):
        process = subprocess.Popen(
            [*COMMAND, *small], env=ENVIRONMENT, stdout=subprocess.DEVNULL
        )
        before = latest_checkpoint(run)
        while latest_checkpoint(run) == before and process.poll() is None:
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert main(small) == 0
    assert lines(run) == unbroken


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_leaves_a_checkpoint_of_that_step(
    small, tmp_path, unbroken, number
):
    run = tmp_path / "run"
    process = subprocess.Popen(
        [*COMMAND, *small, "--save-every=1000"], env=ENVIRONMENT,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not (run / "losses.jsonl").exists():
        time.sleep(0.001)
    process.send_signal(number)
    said, _ = process.communicate()
    assert process.returncode == 128 + number
    last = lines(run)[-1]["step"]
    assert f"stopped after step {last}" in said
    assert latest_checkpoint(run).name == f"step-{last:08d}"
    assert main(small) == 0
    assert lines(run) == unbroken


@pytest.mark.slow
@pytest.mark.parametrize("parallel", ["data", "sharded"])
def test_two_processes_have_the_losses_of_one(small, tmp_path, parallel):
    if "--device=cuda" in small and torch.cuda.device_count() < 2:
        pytest.skip("two processes need two GPUs")
    # Dropout draws other numbers in another number of processes.
    small = [*small, "--dropout=0", "--steps=6", f"--parallel={parallel}"]
    torchrun = [
        sys.executable, "-m", "torch.distributed.run", "--standalone",
        "--nproc-per-node=2", "-m", "unmasked.training.train",
    ]  # fmt: skip
    done = subprocess.run(
        [*torchrun, *small], env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert main([*small, f"--out={tmp_path / 'alone'}"]) == 0
    for ours, theirs in zip(
        lines(tmp_path / "run"), lines(tmp_path / "alone"), strict=True
    ):
        assert ours == pytest.approx(theirs, rel=1e-4)


@pytest.mark.parametrize(
    "how",
    [
        ["--micro-batches=2"], ["--recompute"], ["--model=llama"],
        ["--precision=bfloat16"], ["--schedule=stable"],
    ],
)  # fmt: skip
def test_each_way_of_computing_learns(small, how, tmp_path):
    assert main([*small, "--dropout=0", *how]) == 0
    run = lines(tmp_path / "run")
    losses = [line["loss"] for line in run if "loss" in line]
    assert losses[-1] < losses[0]


def test_micro_batches_and_recomputing_do_not_change_the_losses(
    small, tmp_path
):
    small = [*small, "--dropout=0"]
    main([*small, f"--out={tmp_path / 'a'}"])
    sparing = ["--micro-batches=2", "--recompute"]
    main([*small, *sparing, f"--out={tmp_path / 'b'}"])
    for one, other in zip(
        lines(tmp_path / "a"), lines(tmp_path / "b"), strict=True
    ):
        assert one == pytest.approx(other, rel=1e-4)


def test_compiling_does_not_change_the_losses(
    small, tmp_path, monkeypatch, no_shape_checks
):
    small = [*small, "--dropout=0", "--steps=6"]
    main([*small, f"--out={tmp_path / 'a'}"])
    # The code that is generated is PyTorch's, and slow to generate.
    sparing = partial(torch.compile, backend="aot_eager")
    monkeypatch.setattr(torch, "compile", sparing)
    main([*small, "--compile", f"--out={tmp_path / 'b'}"])
    for one, other in zip(
        lines(tmp_path / "a"), lines(tmp_path / "b"), strict=True
    ):
        assert one == pytest.approx(other, rel=1e-4)


def test_models_have_the_sizes_that_were_asked_for():
    sizes = ["--layers=3", "--width=24", "--heads=6", "--context=9"]
    gpt2 = make_model(parse(sizes), vocab_size=300)
    llama = make_model(parse([*sizes, "--model=llama"]), vocab_size=300)
    assert isinstance(gpt2, GPT2)
    assert isinstance(llama, Llama)
    for model in (gpt2, llama):
        assert len(model.blocks) == 3
        assert model.config.max_length == 9
    assert llama.config.n_kv_heads == 2


@pytest.mark.parametrize(
    ("schedule", "last"), [("cosine", 1e-4), ("stable", 0.0)]
)
def test_rates_rise_to_the_peak_and_fall(schedule, last):
    rate = make_schedule(parse([f"--schedule={schedule}", "--rate=1e-3"]))
    assert rate(50) == pytest.approx(5e-4)
    assert rate(100) == pytest.approx(1e-3)
    assert rate(2000) == pytest.approx(last)


def test_a_warmup_longer_than_the_run_takes_all_of_it():
    for schedule in ("cosine", "stable"):
        rate = make_schedule(parse(["--steps=10", f"--schedule={schedule}"]))
        assert rate(10) == pytest.approx(1e-3)


def test_a_batch_that_cannot_be_shared_is_refused(small, capsys):
    assert main([*small, "--micro-batches=3"]) == 1
    assert (
        "--batch-size 4 cannot be divided into 3 micro-batches for each of 1"
        in capsys.readouterr().err
    )
    three = World(0, 3, torch.device("cpu"))
    with pytest.raises(ValueError, match="1 micro-batches for each of 3"):
        share_of_batch(parse(["--batch-size=4"]), three)


def test_a_loss_that_is_not_finite_is_told_with_its_step(small, capsys):
    assert main([*small, "--rate=1e30", "--warmup=0"]) == 1
    assert "FloatingPointError: training stopped at step" in (
        capsys.readouterr().err
    )


def test_a_missing_text_is_told(small, capsys):
    assert main([*small, "--text=no/such.txt"]) == 1
    error = capsys.readouterr().err
    assert "no text 'no/such.txt'" in error
    assert "moby-dick, state-of-the-union" in error


def test_after_a_mistake_the_right_command_works(small, tmp_path, unbroken):
    text = next(o for o in small if o.startswith("--text"))
    other = tmp_path / "other.txt"
    other.write_text("Sharks. " * 200, "utf-8")
    for wrong in ("--text=typo.txt", "--heads=3", f"--text={other}"):
        assert main([*small, "--rate=1e30", "--warmup=0", wrong]) == 1
    assert main([*small, text]) == 0
    assert lines(tmp_path / "run") == unbroken


def test_a_folder_in_use_is_told(small, tmp_path, capsys):
    with only_run(tmp_path / "run"):
        assert main(small) == 1
    assert "another process is training in" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "run").iterdir()] == ["lock"]


def test_a_full_disk_leaves_nothing_in_the_way(small, tmp_path, unbroken):
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        assert main(small) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [p.name for p in (tmp_path / "run").iterdir()] == ["lock"]
    assert main(small) == 0
    assert lines(tmp_path / "run") == unbroken


def test_a_device_that_is_not_there_is_told(small, capsys):
    # PyTorch knows such a device; only making a tensor on it tells.
    assert main([*small, "--device=cuda:99"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("ValueError: --device cuda:99 is not usable: ")
    assert error.count("\n") == 1
