"""Two processes take the same steps as one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import two_processes
from torch import nn

from unmasked.training import parallel

ALONE = parallel.World(0, 1, torch.device("cpu"))


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    return two_processes.steps(folder, "alone", ALONE)


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    folder = tmp_path_factory.mktemp("together")
    begun = two_processes.steps(folder / "begun", "alone", ALONE, last=2)
    script = Path(two_processes.__file__)
    done = subprocess.run(
        [
            sys.executable, "-m", "torch.distributed.run", "--standalone",
            "--nproc-per-node=2", str(script), str(folder),
        ],
        capture_output=True, text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    results = json.loads((folder / "results.json").read_text())
    rest = two_processes.steps(folder / "half", "alone", ALONE, first=3)
    return {
        "data": results["data"],
        "sharded": results["sharded"],
        "sharded, then alone": results["half"] + rest,
        "alone, then sharded": begun + results["rest"],
        "told": results["told"],
        "stopped": results["stopped"],
    }


@pytest.mark.against(rule="the run of one process")
@pytest.mark.slow
@pytest.mark.parametrize(
    "how", ["data", "sharded", "sharded, then alone", "alone, then sharded"]
)
def test_two_processes_have_the_losses_of_one(alone, together, how):
    for ours, theirs in zip(together[how], alone, strict=True):
        assert ours[:2] == pytest.approx(theirs[:2], rel=1e-5)


@pytest.mark.slow
def test_tokens_are_counted_over_all_processes(alone, together):
    counts = [tokens for *_, tokens in together["sharded"]]
    assert counts == [tokens for *_, tokens in alone]


@pytest.mark.slow
def test_every_process_names_a_gradient_that_is_bad_in_one_of_them(together):
    says = "the gradient norm is nan: not finite in 0.weight"
    assert together["told"] == [says] * 2


@pytest.mark.slow
def test_what_the_first_process_could_not_do_stops_all_of_them(together):
    first, second = together["stopped"]
    assert first == "OSError: no room"
    assert second == "ValueError: in the first process: no room"


def test_one_process_needs_no_group():
    with parallel.processes("cpu") as world:
        assert world == (0, 1, torch.device("cpu"))
        assert not torch.distributed.is_initialized()
    assert parallel.process_number() == 0
    assert parallel.sum_over_processes(torch.tensor(3)) == 3
    assert parallel.gather_objects("x") == ["x"]


@pytest.mark.parametrize(
    ("wrap", "name"),
    [
        (parallel.data_parallel, "data_parallel"),
        (lambda model: parallel.fully_sharded(model, []), "fully_sharded"),
    ],
)
def test_one_process_cannot_share_the_work(wrap, name):
    with pytest.raises(RuntimeError, match=f"{name} needs several processes"):
        wrap(nn.Linear(1, 1))


def test_a_process_without_a_gpu_of_its_own_is_told(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "64")
    monkeypatch.setenv("LOCAL_RANK", "63")
    with pytest.raises(ValueError, match=r"process 63 .* has no GPU"):
        parallel.processes("cuda").__enter__()


def test_gradients_of_one_process_need_no_care():
    model = nn.Linear(2, 1)
    with parallel.reduce_gradients(model, now=False):
        model(torch.ones(1, 2)).sum().backward()
    assert model.weight.grad.tolist() == [[1.0, 1.0]]
