"""Modules are found by name, and a misspelt name is helped."""

from collections import OrderedDict

import pytest
from torch import nn

from unmasked.inspect.names import find_module, find_modules, first_input


@pytest.fixture
def model():
    blocks = nn.ModuleList(
        nn.Sequential(
            OrderedDict(attention=nn.Linear(1, 1), mlp=nn.Sequential(nn.ReLU()))
        )
        for _ in range(2)
    )
    return nn.ModuleDict({"embed": nn.Embedding(2, 1), "blocks": blocks})


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("embed", ["embed"]),
        ("blocks.*", ["blocks.0", "blocks.1"]),
        ("blocks.*.attention", ["blocks.0.attention", "blocks.1.attention"]),
        ("*", ["embed", "blocks"]),
        ("**.mlp.0", ["blocks.0.mlp.0", "blocks.1.mlp.0"]),
        ("blocks.1.**", [
            "blocks.1.attention", "blocks.1.mlp", "blocks.1.mlp.0",
        ]),
    ],
)  # fmt: skip
def test_a_star_is_one_part_and_two_are_any(model, pattern, names):
    found = find_modules(model, [pattern])
    assert list(found) == names
    assert all(found[n] is model.get_submodule(n) for n in names)


def test_several_patterns_come_in_the_order_of_the_model(model):
    names = list(find_modules(model, ["blocks.1", "embed", "blocks.*"]))
    assert names == ["embed", "blocks.0", "blocks.1"]


def test_a_dot_is_a_dot(model):
    with pytest.raises(ValueError, match="no module 'blocks-0'"):
        find_modules(model, ["blocks-0"])


def test_names_that_come_near_are_listed(model):
    with pytest.raises(ValueError, match="ModuleDict has no module") as error:
        find_modules(model, ["blocks.0.atention"])
    assert "blocks.0.attention" in str(error.value)


def test_where_none_is_near_the_first_are_listed(model):
    with pytest.raises(ValueError, match="among others, embed, blocks"):
        find_modules(model, ["§§"])


def test_the_first_input_must_be_given_by_place():
    assert first_input("norm", (1, 2)) == 1
    with pytest.raises(TypeError, match="norm is called with named arguments"):
        first_input("norm", ())


def test_a_list_of_modules_is_never_called_and_so_refused(model):
    with pytest.raises(
        ValueError, match=r"blocks is a list.* blocks\.\* names"
    ):
        find_modules(model, ["embed", "blocks"])


def test_no_name_and_what_is_no_name_are_refused(model, no_shape_checks):
    with pytest.raises(ValueError, match="no module is named"):
        find_modules(model, [])
    with pytest.raises(TypeError, match=r"is a str, not \['embed'\]"):
        find_modules(model, [["embed"]])


def test_where_one_is_wanted_several_are_refused(model):
    assert find_module(model, "blocks.1.mlp.*") is model["blocks"][1].mlp[0]
    with pytest.raises(ValueError, match=r"matches 2 modules, blocks\.0, blo"):
        find_module(model, "blocks.*")


def test_the_model_itself_has_no_name(model):
    assert "" not in find_modules(model, ["**"])
