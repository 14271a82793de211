"""What every component promises, checked in one call.

    check_component(LayerNorm(d_model=6), torch.randn(2, 5, 6))

The test of a component adds what is particular to it, with an independent
oracle: this file only holds what is the same for all.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import jaxtyping
import torch
from torch import Tensor, nn

DEVICES = ["cpu"]
if torch.cuda.is_available():
    DEVICES.append("cuda")
if torch.backends.mps.is_available():
    DEVICES.append("mps")

# bfloat16 keeps 8 bits of a number, so one rounding is off by up to 1/256.
BFLOAT16_ERROR = 3e-2


@contextmanager
def shapes_unchecked() -> Iterator[None]:
    """See what a reader sees, who has no shape checker."""
    jaxtyping.config.update("jaxtyping_disable", True)
    torch.compiler.reset()
    try:
        yield
    finally:
        jaxtyping.config.update("jaxtyping_disable", False)


def check_component(
    module: nn.Module,
    *inputs: Tensor,
    batch_first: bool = True,
    bfloat16: float = BFLOAT16_ERROR,
    **keywords: object,
) -> None:
    """Hold a component to what every one of them promises.

    It runs on every device of this machine with the same numbers; every
    parameter and every input of real numbers gets a finite gradient that is
    not all zero; `torch.compile` captures it whole, with the same numbers and
    gradients; in bfloat16 it stays bfloat16 and close; it is the same after
    its weights are saved and loaded; a batch of one is the first row of a
    batch, and an empty batch gives an empty batch.

    Args:
        module: the component. It is checked as it comes (training or not), so
            anything random in it must be off.
        inputs: what it is called with, float32 on the CPU, at least two rows,
            and odd sizes where there is a choice.
        batch_first: False if the first axis of the inputs is not a batch.
        bfloat16: allowed error in bfloat16, relative to the largest number.
        keywords: passed on with every call.
    """
    # In convolutions PyTorch lets a GPU cut float32 to the 10 bits of TF32.
    with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        _check_component(module, inputs, keywords, batch_first, bfloat16)


def _check_component(module, inputs, keywords, batch_first, bfloat16) -> None:
    expected, expected_grads = _run(module, inputs, keywords)
    for name, grad in expected_grads.items():
        assert grad is not None, f"{name} gets no gradient"
        assert grad.isfinite().all(), f"the gradient of {name} is not finite"
        assert grad.any(), f"the gradient of {name} is all zero"
    for device in DEVICES:
        _check_device(module, inputs, keywords, device, expected, bfloat16)
    _check_compiled(module, inputs, keywords, expected, expected_grads)
    _check_reloaded(module, inputs, keywords, expected)
    if batch_first:
        _check_batches(module, inputs, keywords, expected)


def _leaves(output: object) -> list[Tensor]:
    """The tensors of an output, whatever tuple or dict it comes in."""
    flat, _ = torch.utils._pytree.tree_flatten(output)
    return [leaf for leaf in flat if isinstance(leaf, Tensor)]


def _move(value: object, to: torch.device | str | torch.dtype) -> object:
    """Move tensors; only real numbers change their type."""

    def move(leaf: object) -> object:
        if not isinstance(leaf, Tensor):
            return leaf
        if isinstance(to, torch.dtype) and not leaf.is_floating_point():
            return leaf
        return leaf.to(to)

    return torch.utils._pytree.tree_map(move, value)


def _run(
    module: nn.Module, inputs: tuple, keywords: dict
) -> tuple[list[Tensor], dict[str, Tensor | None]]:
    """Outputs, and the gradients of everything that can have one."""
    fresh = [
        x.detach().clone().requires_grad_(x.is_floating_point()) for x in inputs
    ]
    module.zero_grad()
    outputs = _leaves(module(*fresh, **keywords))
    real = [out for out in outputs if out.is_floating_point()]
    # A plain sum would hide errors: a norm's outputs sum to a constant.
    torch.manual_seed(1)
    loss = sum((out.float() * _weights(out)).sum() for out in real)
    loss.backward()
    grads = {n: p.grad for n, p in module.named_parameters() if p.requires_grad}
    for i, x in enumerate(fresh):
        if x.requires_grad:
            grads[f"input {i}"] = x.grad
    cloned = {n: None if g is None else g.clone() for n, g in grads.items()}
    return [out.detach() for out in outputs], cloned


def _weights(out: Tensor) -> Tensor:
    return torch.randn(out.shape).to(out.device)


def _check_device(module, inputs, keywords, device, expected, bfloat16) -> None:
    there = copy.deepcopy(module).to(device)
    x, kw = _move(inputs, device), _move(keywords, device)
    outputs, _ = _run(there, x, kw)
    for ours, wanted in zip(outputs, expected, strict=True):
        assert ours.device.type == torch.device(device).type
        # float32 on a GPU: sums run in another order.
        torch.testing.assert_close(ours.cpu(), wanted, rtol=1e-4, atol=1e-5)
    half = copy.deepcopy(module).to(device, torch.bfloat16)
    x, kw = _move(x, torch.bfloat16), _move(kw, torch.bfloat16)
    outputs, grads = _run(half, x, kw)
    for ours, wanted in zip(outputs, expected, strict=True):
        if not wanted.is_floating_point():
            continue
        assert ours.dtype == torch.bfloat16, f"bfloat16 became {ours.dtype}"
        error = (ours.float().cpu() - wanted).abs().max()
        allowed = bfloat16 * wanted.abs().max()
        assert error <= allowed, f"bfloat16 is off by {error} > {allowed}"
    for name, grad in grads.items():
        assert grad is not None, f"{name} gets no gradient in bfloat16"
        assert grad.isfinite().all(), f"{name} is not finite in bfloat16"


def _check_compiled(module, inputs, keywords, expected, expected_grads) -> None:
    # Capture, forward and backward, is what a component can get wrong; the
    # code that is generated from it is PyTorch's, and slow to generate.
    with shapes_unchecked():
        compiled = torch.compile(
            copy.deepcopy(module), fullgraph=True, backend="aot_eager"
        )
        outputs, grads = _run(compiled, inputs, keywords)
    for ours, wanted in zip(outputs, expected, strict=True):
        torch.testing.assert_close(ours, wanted)
    for name, wanted in expected_grads.items():
        ours = grads.get(name, grads.get(f"_orig_mod.{name}"))
        torch.testing.assert_close(ours, wanted)


def _check_reloaded(module, inputs, keywords, expected) -> None:
    other = copy.deepcopy(module)
    with torch.no_grad():
        for tensor in other.state_dict().values():
            tensor.zero_()
        other.load_state_dict(module.state_dict())
        outputs = _leaves(other(*inputs, **keywords))
    for ours, wanted in zip(outputs, expected, strict=True):
        torch.testing.assert_close(ours, wanted)


def _check_batches(module, inputs, keywords, expected) -> None:
    for rows in (1, 0):
        few = [x[:rows] for x in inputs]
        with torch.no_grad():
            outputs = _leaves(module(*few, **keywords))
        for ours, wanted in zip(outputs, expected, strict=True):
            torch.testing.assert_close(
                ours, wanted[:rows], rtol=1e-4, atol=1e-5
            )
