"""What an optimizer holds comes back to the weight it belongs to."""

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from unmasked.training.adamw import AdamW, decay_groups
from unmasked.training.optimizer_state import (
    optimizer_state,
    read_optimizer_state,
)


def model() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))


def stepped(net, optimizer_class=torch.optim.AdamW, **settings):
    groups = decay_groups(net, weight_decay=0.1)
    optimizer = optimizer_class(groups, lr=0.1, **settings)
    net(torch.randn(5, 3)).pow(2).sum().backward()
    optimizer.step()
    return optimizer


@pytest.fixture
def path(tmp_path):
    return tmp_path / "optimizer.safetensors"


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (torch.optim.AdamW, {"fused": True}),
        (torch.optim.SGD, {"momentum": 0.9}),
        (AdamW, {}),
    ],
)
def test_state_and_settings_come_back(path, kind, settings):
    net = model()
    before = stepped(net, kind, **settings)
    tensors, rest = optimizer_state(net, before)
    save_file(tensors, path)
    after = kind(decay_groups(net, weight_decay=0.9), lr=0.9, **settings)
    after.load_state_dict(read_optimizer_state(path, net, after, rest))
    torch.testing.assert_close(
        after.state_dict()["state"], before.state_dict()["state"]
    )
    groups = zip(after.param_groups, before.param_groups, strict=True)
    for there, here in groups:
        assert there == here


def test_numbers_beside_the_tensors_come_back(path):
    net = model()
    before = stepped(net)
    for held in before.state.values():
        held["times"] = 3
    tensors, rest = optimizer_state(net, before)
    save_file(tensors, path)
    state = read_optimizer_state(path, net, before, rest)["state"]
    assert [held["times"] for held in state.values()] == [3] * 4


def test_what_was_read_does_not_hang_on_the_file(path):
    net = model()
    optimizer = stepped(net)
    tensors, rest = optimizer_state(net, optimizer)
    save_file(tensors, path)
    state = read_optimizer_state(path, net, optimizer, rest)["state"]
    kept = state[0]["exp_avg"].clone()
    path.write_bytes(bytes(path.stat().st_size))
    assert torch.equal(state[0]["exp_avg"], kept)


def test_another_kind_of_optimizer_is_refused(path):
    net = model()
    _, rest = optimizer_state(net, stepped(net))
    other = torch.optim.SGD(net.parameters())
    with pytest.raises(ValueError, match=r"written by AdamW, .* is SGD"):
        read_optimizer_state(path, net, other, rest)


def test_other_groups_are_refused(path):
    net = model()
    _, rest = optimizer_state(net, stepped(net))
    other = torch.optim.AdamW(net.parameters())
    with pytest.raises(ValueError, match=r"other weights, or .* other groups"):
        read_optimizer_state(path, net, other, rest)


def test_missing_and_unexpected_tensors_are_named(path):
    net = model()
    optimizer = stepped(net)
    tensors, rest = optimizer_state(net, optimizer)
    tensors["stray"] = tensors.pop("0.weight/exp_avg")
    save_file(tensors, path)
    with pytest.raises(ValueError, match="does not fit") as error:
        read_optimizer_state(path, net, optimizer, rest)
    assert "missing: 0.weight/exp_avg" in str(error.value)
    assert "unexpected: stray" in str(error.value)


def test_the_names_in_the_file_are_those_of_the_weights(path):
    net = model()
    save_file(optimizer_state(net, stepped(net))[0], path)
    weights = {name.rsplit("/", 1)[0] for name in load_file(path)}
    assert weights == {name for name, _ in net.named_parameters()}
