"""Taking weights by the names of their parts, and giving them back."""

import numpy as np
import pytest
from torch import nn

from tests.from_scratch.oracles import assert_same, numpy_weights
from unmasked.from_scratch.weights import named, part


@pytest.mark.against("torch.nn.Module.state_dict")
def test_part_of_a_model_is_the_state_dict_of_the_submodule():
    model = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Linear(3, 4)))
    ours = part(numpy_weights(model), "1")
    assert_same(ours, numpy_weights(model[1]))


def test_a_prefix_ends_where_a_name_ends():
    weights = {"blocks.1.w": np.ones(1), "blocks.10.w": np.zeros(1)}
    assert list(part(weights, "blocks.1")) == ["w"]
    assert part(weights, "blocks.1")["w"] == 1


def test_named_undoes_part():
    weights = {"up.weight": np.ones(2), "up.bias": np.zeros(2)}
    assert named("up", part(weights, "up")) == weights
