"""One run, one writer: a folder that is trained in is locked.

Lesson: docs/language-models/pre-training.md
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


# --8<-- [start:only_run]
@contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Keep every other run out of a folder.

    Two runs would write over each other's log and checkpoints. It happens:
    when `torchrun` alone is killed, the processes that it started train on.
    The system lets go of the lock when its process ends, however it ends, so
    a kill leaves nothing in the way.

    Raises:
        ValueError: if another process holds the lock, with its number.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as name, only_run(Path(name)):
        ...     print([path.name for path in Path(name).iterdir()])
        ['lock']
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise ValueError(
                f"process {file.read()} is training in {folder}: wait for it, "
                "stop it, or use another --out"
            ) from None
        except OSError:
            pass  # Some network drives know no locks. Then nobody is kept out.
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


# --8<-- [end:only_run]
