"""Tensors that do not fit are refused, and the message names the sizes."""

import re
from functools import partial

import pytest
import torch
from torch import zeros

from unmasked.attention import fused, masked_softmax, scaled_dot_product

pytestmark = pytest.mark.usefixtures("no_shape_checks")
both_paths = pytest.mark.parametrize(
    "attend",
    [scaled_dot_product.attend, fused.attend],
    ids=["clear", "fused"],
)


@both_paths
@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (
            [(8,), (5, 8), (5, 8)],
            "query needs a length and a width axis, got shape (8,)",
        ),
        (
            [(5, 8), (8,), (5, 8)],
            "key needs a length and a width axis, got shape (8,)",
        ),
        (
            [(5, 8), (5, 8), ()],
            "value needs a length and a width axis, got shape ()",
        ),
        (
            [(5, 8), (5, 6), (5, 8)],
            "query is 8 wide and key 6: they must agree to be multiplied",
        ),
        (
            [(5, 8), (5, 8), (4, 8)],
            "there are 5 keys and 4 values: each key needs its value",
        ),
        (
            [(3, 5, 8), (2, 5, 8), (2, 5, 8)],
            "leading axes do not broadcast: query (3,), key (2,), value (2,)",
        ),
    ],
)
def test_shapes_that_do_not_fit(attend, shapes, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        attend(*[zeros(shape) for shape in shapes])


@both_paths
@pytest.mark.parametrize("name", ["mask", "bias"])
@pytest.mark.parametrize("shape", [(4, 5), (3, 5, 5), (2, 2, 5, 5), (1, 1, 2)])
def test_extras_that_do_not_broadcast(attend, name, shape):
    x = zeros(2, 5, 8)
    extra = zeros(shape, dtype=torch.bool if name == "mask" else torch.float)
    message = (
        f"{name} of shape {shape} does not broadcast to the scores, (2, 5, 5)"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        attend(x, x, x, **{name: extra})


@both_paths
@pytest.mark.parametrize("dtype", [torch.float32, torch.int64, torch.uint8])
def test_a_mask_that_is_not_boolean(attend, dtype):
    x = zeros(5, 8)
    message = f"mask must be boolean, True where a query may look; got {dtype}"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        attend(x, x, x, zeros(5, 5, dtype=dtype))


@both_paths
@pytest.mark.parametrize("name", ["query", "key", "value"])
@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (zeros(5, 8, dtype=torch.int64), "torch.int64"),
        (zeros(5, 8).numpy(), "float32"),
        (partial(zeros, 5, 8), "partial"),
    ],
)
def test_what_holds_no_real_numbers(attend, name, given, kind):
    # A function comes from a rotation that was given no positions.
    tensors = dict.fromkeys(["query", "key", "value"], zeros(5, 8))
    message = f"{name} must be a tensor of real numbers, got {kind}"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        attend(**tensors | {name: given})


@both_paths
def test_a_mask_that_is_no_tensor(attend):
    x = zeros(1, 8)
    with pytest.raises(TypeError, match=r"^mask must be boolean, .* got list$"):
        attend(x, x, x, [[True]])


@pytest.mark.parametrize("shape", [(4, 5), (2, 5, 5)])
def test_the_softmax_refuses_a_mask_that_does_not_broadcast(shape):
    message = re.escape(
        f"mask of shape {shape} does not broadcast to the scores, (5, 5)"
    )
    with pytest.raises(ValueError, match=f"^{message}$"):
        masked_softmax(zeros(5, 5), torch.ones(shape, dtype=torch.bool))


def test_weights_refuse_what_attend_refuses():
    with pytest.raises(ValueError, match="query is 8 wide and key 6"):
        scaled_dot_product.attention_weights(zeros(5, 8), zeros(5, 6))
