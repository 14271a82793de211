"""What one update of the weights did, and how long the rest will take.

Lesson: docs/language-models/pre-training.md
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one update did.

    Attributes:
        number: the first update is 1.
        of: how many there will be.
        loss: the mean over the tokens that counted, before the update.
        learning_rate: the rate it was taken with.
        gradient_norm: the length of the gradient before clipping.
        tokens: how many tokens have counted since the loop began.
        seconds: how long the loop has run.
        first: the update the loop began with.

    Example:
        >>> step = Step(
        ...     number=3, of=10, loss=2.5, learning_rate=1e-3,
        ...     gradient_norm=0.5, tokens=6144, seconds=3.0,
        ... )
        >>> step.tokens_per_second, step.seconds_left
        (2048.0, 7.0)
    """

    number: int
    of: int
    loss: float
    learning_rate: float
    gradient_norm: float
    tokens: int
    seconds: float
    first: int = 1

    @property
    def tokens_per_second(self) -> float:
        """Counted tokens per second since the loop began."""
        return self.tokens / self.seconds

    @property
    def seconds_left(self) -> float:
        """Time until the last update, at the pace so far."""
        done = self.number - self.first + 1
        return (self.of - self.number) * self.seconds / done

    def __str__(self) -> str:
        minutes, seconds = divmod(round(self.seconds_left), 60)
        return (
            f"step {self.number:>{len(str(self.of))}}/{self.of}  "
            f"loss {self.loss:.4f}  rate {self.learning_rate:.2e}  "
            f"norm {self.gradient_norm:.2f}  "
            f"{self.tokens_per_second:,.0f} tokens/s  "
            f"{minutes}:{seconds:02d} left"
        )
