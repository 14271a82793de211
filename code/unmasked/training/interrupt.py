"""Finish the step before stopping, so that a checkpoint can be written.

Lesson: docs/language-models/pre-training.md
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupt:
    """Remembers whether someone asked the program to stop.

    Attributes:
        signal: the number of the signal that came, 0 if none did.
        since: when it came, by `time.monotonic`.
    """

    signal: int = 0
    since: float = 0.0


@contextmanager
def delayed_interrupt(*, patience: float = 1.0) -> Iterator[Interrupt]:
    """Catch Ctrl-C and a polite kill; the second one stops at once.

    Args:
        patience: seconds in which a second signal is taken for the same
            request. A terminal and `torchrun` both pass on the same Ctrl-C.

    Example:
        >>> with delayed_interrupt() as interrupt:
        ...     signal.raise_signal(signal.SIGINT)
        ...     print("still here, but asked to stop by", interrupt.signal)
        still here, but asked to stop by 2
    """
    interrupt = Interrupt()
    before = {
        number: signal.getsignal(number)
        for number in (signal.SIGINT, signal.SIGTERM)
    }

    def remember(number: int, _: FrameType | None) -> None:
        now = time.monotonic()
        if not interrupt.signal:
            interrupt.signal, interrupt.since = number, now
        elif now - interrupt.since >= patience:
            restore()
            signal.raise_signal(number)

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, remember)
    try:
        yield interrupt
    finally:
        restore()
