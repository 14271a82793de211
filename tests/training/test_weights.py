"""Weights go to a file and come back; what does not fit is named."""

import subprocess
import sys
import textwrap

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from unmasked.training.weights import load_weights, named_tensors, whole


def model() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "model.safetensors"
    save_file(named_tensors(model()), path)
    return path


@pytest.mark.against(rule="what was saved")
def test_weights_and_buffers_come_back(path):
    other = model()
    load_weights(path, other)
    torch.testing.assert_close(other.state_dict(), load_file(path))


def test_a_tied_weight_is_saved_once_and_loaded_for_both(tmp_path):
    def tied():
        pair = nn.Sequential(nn.Embedding(5, 2), nn.Linear(2, 5, bias=False))
        pair[1].weight = pair[0].weight
        return pair

    first, second = tied(), tied()
    save_file(named_tensors(first), tmp_path / "tied.safetensors")
    assert list(load_file(tmp_path / "tied.safetensors")) == ["0.weight"]
    load_weights(tmp_path / "tied.safetensors", second)
    assert second[1].weight is second[0].weight
    torch.testing.assert_close(second[1].weight, first[1].weight)


def test_each_tensor_takes_the_type_of_the_weight_it_goes_into(path):
    low = model().bfloat16()
    load_weights(path, low)
    assert low[0].weight.dtype == torch.bfloat16
    expected = load_file(path)["0.weight"].bfloat16()
    assert torch.equal(low[0].weight, expected)


def test_written_tensors_lie_in_order_on_the_cpu():
    tensor = torch.arange(6.0).reshape(2, 3).T.requires_grad_()
    written = whole(tensor)
    assert written.is_contiguous()
    assert not written.requires_grad
    assert torch.equal(written, tensor)


def test_every_missing_unexpected_and_misshaped_tensor_is_named(path):
    before = nn.Sequential(nn.Linear(3, 5), nn.LayerNorm(4), nn.PReLU())
    kept = {n: t.clone() for n, t in before.state_dict().items()}
    with pytest.raises(ValueError, match="does not fit the model") as error:
        load_weights(path, before)
    message = str(error.value)
    assert "missing: 2.weight" in message
    for name in ("running_mean", "running_var", "num_batches_tracked"):
        assert f"unexpected: 1.{name}" in message
    assert "0.weight has shape (4, 3), the model needs (5, 3)" in message
    assert "0.bias has shape (4,), the model needs (5,)" in message
    assert "1.weight" not in message
    torch.testing.assert_close(before.state_dict(), kept)  # nothing changed


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file .*gone\.safe"):
        load_weights(tmp_path / "gone.safetensors", model())


@pytest.mark.parametrize("keep", [4, 60, -1])
def test_a_truncated_file_is_refused(path, keep):
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"is truncated or no safetensors"):
        load_weights(path, model())


@pytest.mark.parametrize("content", [b"", b"Call me Ishmael. " * 20])
def test_a_foreign_file_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"is truncated or no safetensors"):
        load_weights(path, model())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_loading_makes_no_second_copy_of_the_model(tmp_path):
    # Ten weights of 10 MiB. Memory of our own, not that of the mapped file,
    # may grow by little more than one of them.
    script = """
        import sys, threading
        import torch
        from torch import nn
        from safetensors.torch import save_file
        from unmasked.training.weights import load_weights, named_tensors

        def own_memory():
            with open("/proc/self/status") as status:
                return next(
                    int(line.split()[1]) * 1024
                    for line in status if line.startswith("RssAnon")
                )

        model = nn.Sequential(
            *(nn.Linear(1024, 2560, bias=False) for _ in range(10))
        )
        save_file(named_tensors(model), sys.argv[1])
        load_weights(sys.argv[1], model)  # whatever is set up but once
        peak, done, before = 0, threading.Event(), own_memory()
        def watch():
            global peak
            while not done.wait(0.001):
                peak = max(peak, own_memory())
        watcher = threading.Thread(target=watch)
        watcher.start()
        load_weights(sys.argv[1], model)
        done.set()
        watcher.join()
        print(peak - before)
    """.replace("sys.argv[1]", "__import__('pathlib').Path(sys.argv[1])")
    output = subprocess.run(
        [
            sys.executable, "-c", textwrap.dedent(script),
            str(tmp_path / "model.safetensors"),
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert int(output.stdout) < 25 * 2**20
