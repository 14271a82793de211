"""From scores to the next token: the rules that shape the distribution.

Each rule takes logits and returns logits, so rules compose by calling one
after another; `sample` draws from what is left. A token that a rule excludes
gets −∞.

Source: top-k, Fan et al. 2018, §5 ("Generation"),
https://arxiv.org/abs/1805.04833; top-p (nucleus), Holtzman et al. 2020, §3.1,
https://arxiv.org/abs/1904.09751; min-p, Nguyen et al. 2024, §3,
https://arxiv.org/abs/2407.01082; repetition penalty, Keskar et al. 2019
(CTRL), §4.1, https://arxiv.org/abs/1909.05858
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


def with_temperature(
    logits: Float[Tensor, "*batch vocab"], temperature: float
) -> Float[Tensor, "*batch vocab"]:
    """Sharpen (below 1) or flatten (above 1) the distribution: z / T.

    Only differences between logits matter, and these are divided by T. At
    T = 1 nothing changes; as T falls to 0 the largest logit takes all. That
    limit has a function of its own, `greedy`.

    Raises:
        ValueError: if `temperature` is not positive.

    Example:
        >>> with_temperature(torch.tensor([0.0, 2.0]), 0.5)
        tensor([0., 4.])
    """
    if not temperature > 0:
        raise ValueError(
            f"{temperature=} must be positive; for the limit 0 use greedy"
        )
    return logits / temperature


def keep_top_k(
    logits: Float[Tensor, "*batch vocab"], k: int
) -> Float[Tensor, "*batch vocab"]:
    """Keep the `k` largest logits, and all that tie with the last of them.

    Raises:
        ValueError: if `k` is not positive.

    Example:
        >>> keep_top_k(torch.tensor([1.0, 3.0, 2.0]), 2)
        tensor([-inf, 3., 2.])
    """
    if k < 1:
        raise ValueError(f"{k=} must be at least 1")
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    return _exclude(logits, logits < smallest)


def keep_top_p(
    logits: Float[Tensor, "*batch vocab"], p: float
) -> Float[Tensor, "*batch vocab"]:
    """Keep the smallest set of likely tokens whose probability reaches `p`.

    The token that carries the sum over `p` is kept, so one always remains.

    Raises:
        ValueError: if `p` does not lie in (0, 1].

    Example:
        >>> keep_top_p(torch.tensor([0.5, 0.3, 0.2]).log(), 0.6).exp()
        tensor([0.5000, 0.3000, 0.0000])
    """
    if not 0 < p <= 1:
        raise ValueError(f"{p=} must lie in (0, 1]")
    ordered, order = logits.sort(dim=-1, descending=True)
    weights = ordered.float().softmax(dim=-1)
    # What stands before a token decides: if that has reached p, it goes.
    excluded = weights.cumsum(dim=-1) - weights >= p
    return _exclude(
        logits, torch.zeros_like(excluded).scatter(-1, order, excluded)
    )


def keep_min_p(
    logits: Float[Tensor, "*batch vocab"], p: float
) -> Float[Tensor, "*batch vocab"]:
    """Keep tokens at least `p` times as likely as the likeliest.

        keep i  ⇔  softmax(z)ᵢ ≥ p · maxⱼ softmax(z)ⱼ  ⇔  zᵢ ≥ max z + ln p

    Raises:
        ValueError: if `p` does not lie in (0, 1].

    Example:
        >>> keep_min_p(torch.tensor([0.6, 0.3, 0.1]).log(), 0.4).exp()
        tensor([0.6000, 0.3000, 0.0000])
    """
    if not 0 < p <= 1:
        raise ValueError(f"{p=} must lie in (0, 1]")
    likeliest = logits.amax(dim=-1, keepdim=True)
    return _exclude(logits, logits - likeliest < torch.tensor(p).log())


def penalize_repetition(
    logits: Float[Tensor, "batch vocab"],
    tokens: Int[Tensor, "batch seq"],
    penalty: float,
    mask: Bool[Tensor, "batch seq"] | None = None,
) -> Float[Tensor, "batch vocab"]:
    """Make tokens that have occurred less likely: z/θ if z > 0, else z·θ.

    The rule is CTRL's. It treats logits above and below zero differently
    although only differences between logits have a meaning: adding a constant
    to all of them changes what it does.

    Args:
        logits: scores for the next token.
        tokens: what has occurred, prompt included.
        penalty: θ; 1 changes nothing.
        mask: False where `tokens` holds padding.

    Raises:
        ValueError: if `penalty` is not positive.

    Example:
        >>> seen = torch.tensor([[0, 1]])
        >>> penalize_repetition(torch.tensor([[2.0, -2.0, 2.0]]), seen, 2.0)
        tensor([[ 1., -4.,  2.]])
    """
    if not penalty > 0:
        raise ValueError(f"{penalty=} must be positive")
    real = torch.ones_like(tokens, dtype=torch.bool) if mask is None else mask
    counts = torch.zeros_like(logits, dtype=torch.long)
    occurred = counts.scatter_add(-1, tokens, real.long()) > 0
    penalized = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(occurred, penalized, logits)


def greedy(
    logits: Float[Tensor, "*batch vocab"],
) -> Int[Tensor, "*batch"]:
    """The likeliest token.

    Example:
        >>> greedy(torch.tensor([0.1, 0.7, 0.2]))
        tensor(1)
    """
    return logits.argmax(dim=-1)


def sample(
    logits: Float[Tensor, "batch vocab"],
    generator: torch.Generator | None = None,
) -> Int[Tensor, " batch"]:
    """Draw one token a row from softmax(logits).

    Args:
        logits: scores, after any of the rules above.
        generator: the source of chance; the same seed draws the same tokens.

    Raises:
        ValueError: if the rules have left a row without any token, or a score
            is NaN or +∞.

    Example:
        >>> sample(torch.tensor([[0.0, -torch.inf]]))
        tensor([0])
    """
    largest = logits.amax(dim=-1)
    if not largest.isfinite().all():
        if largest.isneginf().any():
            raise ValueError(
                "no token is left to draw: the rules exclude them all"
            )
        raise ValueError(
            "the scores are not finite: look for NaN in the model, or is the "
            "temperature too near 0?"
        )
    weights = logits.float().softmax(dim=-1)
    return torch.multinomial(weights, 1, generator=generator).squeeze(-1)


def _exclude(logits: Tensor, excluded: Tensor) -> Tensor:
    return logits.masked_fill(excluded, -torch.inf)
