"""A foreign checkpoint fits a model whole, or is refused with every name."""

import weakref
from collections.abc import Iterator, Mapping

import pytest
import torch
from torch import Tensor, nn

from unmasked.pretrained.translate import Rule, load_translated


def model() -> nn.Sequential:
    return nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1, bias=False))


RULES = [
    Rule(r"first\.both", ("0.weight", "0.bias"), lambda t: t.split([2, 1], 1)),
    Rule(r"layer(\d)\.w", r"\1.weight", lambda t: (t.T,)),
    Rule(r"mask"),
]


def checkpoint() -> dict[str, Tensor]:
    both = torch.arange(9.0).view(3, 3)
    return {"first.both": both, "layer1.w": torch.ones(3, 1), "mask": both}


def flat(t: Tensor) -> list[Tensor]:
    weight, bias = t.split([2, 1], 1)
    return [weight, bias[:, 0]]


GOOD = [Rule(r"first\.both", ("0.weight", "0.bias"), flat), *RULES[1:]]


def test_tensors_are_renamed_split_changed_and_left_out():
    ours = model()
    load_translated(ours, checkpoint(), GOOD)
    assert ours[0].weight.tolist() == [[0, 1], [3, 4], [6, 7]]
    assert ours[0].bias.tolist() == [2, 5, 8]
    assert ours[1].weight.tolist() == [[1, 1, 1]]


def test_a_tensor_takes_the_type_of_the_weight_that_it_fills():
    ours = model().bfloat16()
    load_translated(ours, checkpoint(), GOOD)
    assert ours[0].weight.dtype == torch.bfloat16


def test_every_missing_and_unexpected_name_is_in_the_message():
    state = checkpoint()
    del state["layer1.w"]
    state |= {"foreign": torch.zeros(1), "layer7.w": torch.zeros(1)}
    ours = model()
    before = [p.clone() for p in ours.parameters()]
    with pytest.raises(ValueError, match="does not fit") as error:
        load_translated(ours, state, GOOD)
    for line in (
        "missing: 1.weight",
        "unexpected: foreign",
        "unexpected: layer7.w (the model has no 7.weight)",
    ):
        assert line in str(error.value)
    for new, old in zip(ours.parameters(), before, strict=True):
        assert new.equal(old)


def test_a_wrong_shape_is_named_with_both_shapes():
    with pytest.raises(ValueError, match="does not fit") as error:
        load_translated(model(), checkpoint(), RULES)
    message = "first.both gives 0.bias of shape (3, 1), the model needs (3,)"
    assert message in str(error.value)


class OneAtATime(Mapping[str, Tensor]):
    """A checkpoint that counts how many of its tensors are alive at once."""

    def __init__(self, n_tensors: int) -> None:
        self.n_tensors = n_tensors
        self.alive: set[int] = set()
        self.most = 0

    def __getitem__(self, name: str) -> Tensor:
        tensor = torch.ones(4)
        self.alive.add(id(tensor))
        weakref.finalize(tensor, self.alive.discard, id(tensor))
        self.most = max(self.most, len(self.alive))
        return tensor

    def __iter__(self) -> Iterator[str]:
        return (f"w{i}" for i in range(self.n_tensors))

    def __len__(self) -> int:
        return self.n_tensors


def test_tensors_are_read_one_at_a_time():
    ours = nn.ParameterDict({f"w{i}": torch.zeros(4) for i in range(8)})
    state = OneAtATime(8)
    load_translated(ours, state, [Rule(r"(w\d)", r"\1")])
    # The next one may be read before the name of the last is given away.
    assert state.most <= 2
    assert ours["w7"].tolist() == [1, 1, 1, 1]
