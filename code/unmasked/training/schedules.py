"""How the learning rate rises, holds and falls.

Each schedule is a plain function of the step. The first update is step 1, and
there is nothing to save: the step says all.

Lesson: docs/language-models/pre-training.md
"""

import math


# --8<-- [start:warmup_cosine]
def warmup_cosine(
    step: int,
    *,
    peak: float,
    warmup_steps: int,
    total_steps: int,
    floor: float = 0.0,
) -> float:
    """Rise in a line, then fall along half a cosine.

        η = peak · step/warmup                                   first
        η = floor + (peak − floor) (1 + cos π·p)/2               then

    where p goes from 0 at the end of the warm-up to 1 at the last step, and
    stays there.

    Source: Loshchilov and Hutter 2017, "SGDR", eq. 5,
    https://arxiv.org/abs/1608.03983; with a warm-up and a floor of a tenth of
    the peak: Brown et al. 2020, appendix B, https://arxiv.org/abs/2005.14165

    Raises:
        ValueError: if `step` is below 1, or the warm-up is negative or longer
            than the whole.

    Example:
        >>> sizes = dict(peak=1.0, warmup_steps=2, total_steps=6)
        >>> [round(warmup_cosine(step, **sizes), 3) for step in range(1, 7)]
        [0.5, 1.0, 0.854, 0.5, 0.146, 0.0]
    """
    _check(step, warmup_steps=warmup_steps, total_steps=total_steps)
    if step < warmup_steps:
        return peak * step / warmup_steps
    progress = (step - warmup_steps) / max(1, total_steps - warmup_steps)
    cosine = (1 + math.cos(math.pi * min(1.0, progress))) / 2
    return floor + (peak - floor) * cosine


# --8<-- [end:warmup_cosine]


# --8<-- [start:noam]
def noam(step: int, *, d_model: int, warmup_steps: int) -> float:
    """Rise in a line, then fall with the root of the step.

        η = d_model^−½ · min(step^−½, step · warmup^−3/2)

    The two branches meet at the end of the warm-up, at the highest rate.

    Source: Vaswani et al. 2017, §5.3, eq. 3, https://arxiv.org/abs/1706.03762

    Raises:
        ValueError: if `step`, `d_model` or `warmup_steps` is below 1.

    Example:
        >>> rates = [noam(s, d_model=512, warmup_steps=4000) for s in (1, 4000)]
        >>> [f"{rate:.1e}" for rate in rates]
        ['1.7e-07', '7.0e-04']
    """
    if warmup_steps < 1 or d_model < 1:
        raise ValueError(f"{d_model=} and {warmup_steps=} must be at least 1")
    _check(step)
    return d_model**-0.5 * min(step**-0.5, step * warmup_steps**-1.5)


# --8<-- [end:noam]


# --8<-- [start:warmup_stable_decay]
def warmup_stable_decay(
    step: int,
    *,
    peak: float,
    warmup_steps: int,
    decay_steps: int,
    total_steps: int,
    floor: float = 0.0,
) -> float:
    """Rise in a line, hold, and fall in a line at the very end.

    Until the fall begins, nothing depends on the total: training can go on
    for longer than planned, or branch off and finish from any point.

    Source: Hu et al. 2024, "MiniCPM", §4.2, https://arxiv.org/abs/2404.06395
    (its fall is exponential); the straight fall, and others compared: Hägele
    et al. 2024, §3, https://arxiv.org/abs/2405.18392

    Raises:
        ValueError: if `step` is below 1, or warm-up and decay are negative or
            together longer than the whole.

    Example:
        >>> sizes = dict(warmup_steps=2, decay_steps=2, total_steps=6)
        >>> steps = range(1, 7)
        >>> [warmup_stable_decay(s, peak=1.0, **sizes) for s in steps]
        [0.5, 1.0, 1.0, 1.0, 0.5, 0.0]
    """
    _check(
        step,
        warmup_steps=warmup_steps,
        decay_steps=decay_steps,
        total_steps=total_steps,
    )
    if step < warmup_steps:
        return peak * step / warmup_steps
    left = max(0, total_steps - step)
    if left >= decay_steps:
        return peak
    return floor + (peak - floor) * left / decay_steps


# --8<-- [end:warmup_stable_decay]


def _check(
    step: int,
    *,
    warmup_steps: int = 0,
    decay_steps: int = 0,
    total_steps: int | None = None,
) -> None:
    if step < 1:
        raise ValueError(f"{step=} must be at least 1: the first update is 1")
    if min(warmup_steps, decay_steps) < 0:
        raise ValueError(
            f"{warmup_steps=} and {decay_steps=} must not be negative"
        )
    if total_steps is not None and warmup_steps + decay_steps > total_steps:
        raise ValueError(
            f"{warmup_steps=} and {decay_steps=} do not fit into {total_steps=}"
        )
