"""One run, one writer: a folder that is trained in is locked.

Lesson: docs/language-models/pre-training.md
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


# --8<-- [start:only_run]
@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Keep every other run out of a folder.

    Two runs would write over each other's log and checkpoints. It happens:
    when `torchrun` alone is killed, the processes that it started train on.
    The system lets go of the lock when its process ends, however it ends, so
    a kill leaves nothing in the way.

    Raises:
        ValueError: if another process holds the lock.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as name, only_run(Path(name)):
        ...     print([path.name for path in Path(name).iterdir()])
        ['lock']
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise ValueError(
            f"another process is training in {folder}: wait for it, stop it, "
            "or use another --out"
        ) from None
    try:
        yield
    finally:
        lock.release()


# --8<-- [end:only_run]
