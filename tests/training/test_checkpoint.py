"""A run goes on as if it had never stopped; a failed write harms nothing."""

import itertools
import json
import shutil
import subprocess
import sys
import textwrap

import numpy as np
import pytest
import torch
from torch import nn

from unmasked.training.batches import Windows
from unmasked.training.checkpoint import (
    latest_checkpoint,
    load_checkpoint,
    save_checkpoint,
)
from unmasked.training.loop import train

TOKENS = np.random.default_rng(0).integers(16, size=500).astype(np.uint16)
STEPS = 12


class Run:
    """A small language model with dropout, and all that trains it."""

    def __init__(self, width: int = 8, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.model = nn.Sequential(
            nn.Embedding(16, width), nn.Dropout(0.3), nn.Linear(width, 16)
        )
        self.optimizer = torch.optim.AdamW(self.model.parameters(), fused=True)
        self.windows = Windows(TOKENS, block=8, batch_size=2)

    def steps(self, first: int = 1, steps: int = STEPS):
        return train(
            self.model, self.windows, self.optimizer, steps=steps,
            schedule=lambda step: 0.1 / step, first=first, micro_batches=2,
        )  # fmt: skip

    def save(self, folder, step):
        return save_checkpoint(
            folder, model=self.model, optimizer=self.optimizer, step=step,
            position=self.windows.position, settings={"width": 8},
        )  # fmt: skip

    def load(self, path):
        saved = load_checkpoint(
            path, model=self.model, optimizer=self.optimizer
        )
        self.windows.position = saved["position"]
        return saved


@pytest.mark.against(rule="the same run, never interrupted", exactly=True)
@pytest.mark.parametrize("stop", [1, 7])
def test_a_resumed_run_has_exactly_the_same_losses(tmp_path, stop):
    unbroken = [s.loss for s in Run().steps()]
    first = Run()
    losses = [s.loss for s in itertools.islice(first.steps(), stop)]
    path = first.save(tmp_path, stop)
    torch.rand(100)  # what happens in between has no say
    second = Run(seed=1)
    saved = second.load(path)
    assert saved == {
        "step": stop, "position": 2 * stop, "settings": {"width": 8},
    }  # fmt: skip
    losses += [s.loss for s in second.steps(first=stop + 1)]
    assert losses == unbroken


def test_weights_are_exactly_the_same_after_resuming(tmp_path):
    unbroken = Run()
    list(unbroken.steps())
    first = Run()
    list(itertools.islice(first.steps(), 5))
    path = first.save(tmp_path, 5)
    second = Run(seed=1)
    second.load(path)
    list(second.steps(first=6))
    for name, weight in unbroken.model.state_dict().items():
        assert torch.equal(weight, second.model.state_dict()[name])


def test_only_the_newest_checkpoint_is_kept(tmp_path):
    run = Run()
    assert latest_checkpoint(tmp_path) is None
    for step in run.steps(steps=3):
        path = run.save(tmp_path, step.number)
    assert [p.name for p in tmp_path.iterdir()] == ["step-00000003"]
    assert latest_checkpoint(tmp_path) == path


def test_a_step_is_saved_once(tmp_path):
    run = Run()
    path = run.save(tmp_path, 1)
    written = (path / "model.safetensors").stat().st_mtime_ns
    assert run.save(tmp_path, 1) == path
    assert (path / "model.safetensors").stat().st_mtime_ns == written


def test_an_unfinished_checkpoint_is_not_taken_for_one(tmp_path):
    run = Run()
    path = run.save(tmp_path, 1)
    shutil.copytree(path, tmp_path / "step-00000002.unfinished")
    assert latest_checkpoint(tmp_path) == path
    run.save(tmp_path, 3)
    assert [p.name for p in tmp_path.iterdir()] == ["step-00000003"]


def test_a_full_disk_leaves_the_checkpoint_before(tmp_path):
    resource = pytest.importorskip("resource")
    run = Run(width=2000)
    before = run.save(tmp_path, 1)
    content = {p.name: p.read_bytes() for p in before.iterdir()}
    # No file may grow past 4 KiB: the system refuses as a full disk does.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OSError, match="step 2 could not be written") as e:
            run.save(tmp_path, 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "The one before it, if any, is untouched" in str(e.value)
    assert [p.name for p in tmp_path.iterdir()] == ["step-00000001"]
    assert {p.name: p.read_bytes() for p in before.iterdir()} == content


def test_a_kill_while_writing_leaves_the_checkpoint_before(tmp_path):
    run = Run()
    before = run.save(tmp_path, 1)
    script = f"""
        import os, pathlib, signal
        import torch
        from torch import nn
        from unmasked.training import checkpoint

        model = nn.Linear(2, 2)
        real, written = checkpoint.save_file, []
        def die(tensors, path):
            if written:  # the first file is there, the second never will be
                os.kill(os.getpid(), signal.SIGKILL)
            written.append(real(tensors, path))
        checkpoint.save_file = die
        checkpoint.save_checkpoint(
            pathlib.Path({str(tmp_path)!r}), model=model,
            optimizer=torch.optim.AdamW(model.parameters()),
            step=2, position=2,
        )
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script)])
    assert killed.returncode == -9
    assert latest_checkpoint(tmp_path) == before
    assert Run(seed=1).load(before)["step"] == 1


def test_a_wrong_model_is_refused_with_the_names_and_left_alone(tmp_path):
    path = Run().save(tmp_path, 1)
    other = Run(width=9)
    before = {n: t.clone() for n, t in other.model.state_dict().items()}
    with pytest.raises(ValueError, match="does not fit") as error:
        other.load(path)
    assert "0.weight has shape (16, 8), the model needs (16, 9)" in str(
        error.value
    )
    torch.testing.assert_close(other.model.state_dict(), before)


def test_of_a_model_of_other_layers_every_tensor_is_named(tmp_path):
    path = Run().save(tmp_path, 1)
    other = Run()
    other.model.append(nn.Linear(16, 2))
    other.model[2] = nn.Identity()
    other.optimizer = torch.optim.AdamW(other.model.parameters())
    with pytest.raises(ValueError, match="does not fit") as error:
        other.load(path)
    for name in ("weight", "bias"):
        assert f"missing: 3.{name}" in str(error.value)
        assert f"unexpected: 2.{name}" in str(error.value)


@pytest.mark.parametrize("content", ["[]", '{"step": 1, "groups": []}'])
def test_what_the_rest_lacks_is_named(tmp_path, content):
    path = Run().save(tmp_path, 1)
    (path / "rest.json").write_text(content)
    with pytest.raises(
        ValueError,
        match=r"rest\.json is damaged: it lacks .*"
        "position, settings, generators, optimizer",
    ):
        Run().load(path)


@pytest.mark.parametrize(
    "name", ["model.safetensors", "optimizer.safetensors", "rest.json"]
)
def test_a_missing_or_damaged_file_is_named(tmp_path, name):
    run = Run()
    list(run.steps(steps=1))
    path = run.save(tmp_path, 1)
    (path / name).write_bytes((path / name).read_bytes()[:-5])
    with pytest.raises(ValueError, match=rf"{name} is (truncated|damaged)"):
        Run().load(path)
    (path / name).unlink()
    with pytest.raises(FileNotFoundError, match=rf"no file .*{name}"):
        Run().load(path)


def test_another_number_of_processes_keeps_its_own_random_numbers(tmp_path):
    path = Run().save(tmp_path, 1)
    rest = json.loads((path / "rest.json").read_text())
    rest["generators"] *= 2
    (path / "rest.json").write_text(json.dumps(rest))
    other = Run(seed=1)
    state = torch.get_rng_state()
    other.load(path)
    assert torch.equal(torch.get_rng_state(), state)


def test_nothing_in_a_checkpoint_is_pickled(tmp_path):
    run = Run()
    list(run.steps(steps=1))
    path = run.save(tmp_path, 1)
    assert {p.name for p in path.iterdir()} == {
        "model.safetensors", "optimizer.safetensors", "rest.json",
    }  # fmt: skip
    json.loads((path / "rest.json").read_text())
