"""The task of remembering a letter, and what can be measured on it.

Lesson: docs/start/recurrent-networks.md
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

N_LETTERS, N_NOISE, D_INPUT = 8, 8, 16
QUESTION = N_LETTERS + N_NOISE


class Recall(nn.Module):
    """Read tokens, and at the last one say which letter came first."""

    def __init__(self, make: Callable[[int, int], nn.Module], width: int):
        super().__init__()
        self.embed = nn.Embedding(QUESTION + 1, D_INPUT)
        self.reader = make(D_INPUT, width)
        self.head = nn.Linear(width, N_LETTERS)

    def forward(self, tokens: Tensor) -> Tensor:
        """Scores of the letters."""
        return self.read(self.embed(tokens))

    def read(self, x: Tensor) -> Tensor:
        """The same from the vectors of the tokens."""
        return self.head(self.reader(x))


def draw_batch(
    size: int, delay: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Texts of letter, `delay` tokens of noise and question mark; answers."""
    letter = torch.randint(N_LETTERS, (size, 1), generator=generator)
    noise = torch.randint(N_NOISE, (size, delay), generator=generator)
    end = torch.full_like(letter, QUESTION)
    return torch.cat([letter, noise + N_LETTERS, end], dim=1), letter[:, 0]


def learn(
    network: Recall,
    delay: int,
    generator: torch.Generator,
    *,
    rate: float,
    n_steps: int,
) -> int:
    """Train until the task is solved or the steps are used up; steps taken."""
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    lately, step = 0.0, 0
    while step < n_steps and lately < 0.995:
        step += 1
        tokens, letter = draw_batch(32, delay, generator)
        logits = network(tokens)
        optimizer.zero_grad()
        F.cross_entropy(logits, letter).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        right = (logits.argmax(dim=-1) == letter).float().mean()
        lately = 0.9 * lately + 0.1 * float(right)
    return step


@torch.no_grad()
def accuracy(network: Recall, delay: int, generator: torch.Generator) -> float:
    """The share of 1,000 new texts that are answered rightly."""
    tokens, letter = draw_batch(1000, delay, generator)
    right = network(tokens).argmax(dim=-1) == letter
    return round(float(right.float().mean()), 4)


def reach(
    network: Recall, delay: int, generator: torch.Generator
) -> list[float]:
    """Gradient of the answer at each token, the letter first: its length.

    The gradient of a random direction of the scores, its mean length over
    256 texts; to three digits.
    """
    tokens, _ = draw_batch(256, delay, generator)
    x = network.embed(tokens).detach().requires_grad_()
    direction = torch.randn(256, N_LETTERS, generator=generator)
    (gradient,) = torch.autograd.grad(network.read(x), x, direction)
    lengths = gradient.norm(dim=-1).mean(dim=0).tolist()
    return [float(f"{length:.2e}") for length in lengths]
