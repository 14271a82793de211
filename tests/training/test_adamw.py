"""AdamW takes PyTorch's steps."""

import pytest
import torch
from torch import nn

from unmasked.training.adamw import AdamW, decay_groups

SETTINGS = {
    "lr": 0.03, "betas": (0.8, 0.9), "eps": 1e-6, "weight_decay": 0.1,
}  # fmt: skip


def descend(optimizer_class, settings, steps=20):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = optimizer_class(model.parameters(), **settings)
    x, y = torch.randn(16, 4), torch.randn(16, 1)
    for _ in range(steps):
        optimizer.zero_grad()
        ((model(x) - y) ** 2).mean().backward()
        optimizer.step()
    return model.state_dict()


@pytest.mark.against("torch.optim.AdamW")
@pytest.mark.parametrize("settings", [SETTINGS, {}], ids=["own", "default"])
def test_takes_the_steps_of_pytorch(settings):
    ours = descend(AdamW, settings)
    theirs = descend(torch.optim.AdamW, settings)
    torch.testing.assert_close(ours, theirs)


@pytest.mark.against("torch.optim.AdamW")
def test_takes_the_steps_of_pytorchs_fused_form():
    ours = descend(AdamW, SETTINGS)
    theirs = descend(torch.optim.AdamW, SETTINGS | {"fused": True})
    torch.testing.assert_close(ours, theirs)


def test_goes_on_from_the_state_of_pytorchs():
    weight = nn.Parameter(torch.ones(3))
    theirs = torch.optim.AdamW([weight], lr=0.1)
    weight.sum().backward()
    theirs.step()
    ours = AdamW([weight], lr=0.1)
    ours.load_state_dict(theirs.state_dict())
    before = weight.detach().clone()
    ours.step()
    after = weight.detach().clone()
    weight.data.copy_(before)
    theirs.step()
    torch.testing.assert_close(after, weight.detach())


def test_a_weight_without_gradient_stays():
    used, unused = (nn.Parameter(torch.ones(2)) for _ in range(2))
    optimizer = AdamW([used, unused], weight_decay=0.5)
    used.sum().backward()
    optimizer.step()
    assert unused.tolist() == [1.0, 1.0]
    assert used.tolist() != [1.0, 1.0]


def test_decay_shrinks_even_where_the_gradient_is_zero():
    weight = nn.Parameter(torch.ones(1))
    weight.grad = torch.zeros(1)
    AdamW([weight], lr=0.1, weight_decay=0.5).step()
    assert weight.item() == pytest.approx(1 - 0.1 * 0.5)


def test_groups_have_their_own_rates():
    slow, fast = (nn.Parameter(torch.zeros(1)) for _ in range(2))
    slow.grad, fast.grad = torch.ones(1), torch.ones(1)
    AdamW([{"params": [slow]}, {"params": [fast], "lr": 0.5}], lr=0.1).step()
    assert slow.item() == pytest.approx(-0.1)
    assert fast.item() == pytest.approx(-0.5)


@pytest.mark.parametrize("setting", ["lr", "eps", "weight_decay"])
def test_negative_settings_are_refused(setting):
    with pytest.raises(ValueError, match=f"{setting}=-1.0"):
        AdamW([nn.Parameter(torch.ones(1))], **{setting: -1.0})


@pytest.mark.parametrize("betas", [(1.0, 0.9), (0.9, -0.1)])
def test_betas_outside_their_range_are_refused(betas):
    with pytest.raises(ValueError, match=r"betas=.* below 1"):
        AdamW([nn.Parameter(torch.ones(1))], betas=betas)


def test_matrices_are_decayed_and_vectors_are_not():
    model = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4))
    model[0].bias.requires_grad_(False)
    decayed, spared = decay_groups(model, weight_decay=0.1)
    assert [p.ndim for p in decayed["params"]] == [2]
    assert [p.ndim for p in spared["params"]] == [1, 1]  # the frozen one is out
    assert (decayed["weight_decay"], spared["weight_decay"]) == (0.1, 0.0)


def test_a_tied_weight_is_decayed_once():
    embedding, head = nn.Embedding(5, 2), nn.Linear(2, 5, bias=False)
    head.weight = embedding.weight
    decayed, _ = decay_groups(nn.Sequential(embedding, head), weight_decay=0.1)
    assert len(decayed["params"]) == 1


def test_a_negative_decay_is_refused():
    with pytest.raises(ValueError, match="weight_decay=-1"):
        decay_groups(nn.Linear(1, 1), weight_decay=-1)
