"""Read tensors from a safetensors file, one at a time.

The format holds numbers and names, and no code: opening a file from a stranger
runs nothing, which is not so of a pickle.

Source: https://github.com/huggingface/safetensors
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType

from torch import Tensor

from unmasked.training.weights import open_tensors


class SafeTensors(Mapping[str, Tensor]):
    """The tensors of a file, by name, each read when it is asked for.

    Args:
        path: the file. It is open while the object is used in a `with`.

    Raises:
        FileNotFoundError: if there is none.
        ValueError: if it is truncated or something else, or is read before
            it is opened.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> import torch
        >>> from safetensors.torch import save_file
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder, "model.safetensors")
        ...     save_file({"weight": torch.arange(3)}, path)
        ...     with SafeTensors(path) as tensors:
        ...         tensors["weight"]
        tensor([0, 1, 2])
    """

    def __init__(self, path: Path) -> None:
        self._path, self._opening = path, open_tensors(path)
        self._opened: dict[str, None] | None = None

    def __enter__(self) -> "SafeTensors":
        self._file = self._opening.__enter__()
        self._opened = dict.fromkeys(self._file.keys())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened = None
        self._opening.__exit__(kind, error, trace)

    @property
    def _names(self) -> dict[str, None]:
        if self._opened is None:
            raise ValueError(
                f"{self._path} is not open: with SafeTensors(…) as tensors: …"
            )
        return self._opened

    def __getitem__(self, name: str) -> Tensor:
        if name not in self._names:
            raise KeyError(name)
        return self._file.get_tensor(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
