"""Save and load Unigram tokenizers: JSON with pieces and log-probabilities.

Lesson: docs/transformer/tokenization.md
"""

import json
from pathlib import Path

from unmasked.tokenizers._files import read_json, save_text
from unmasked.tokenizers.unigram.tokenizer import Unigram

FORMAT = "unmasked unigram 1"


def save(tokenizer: Unigram, path: Path | str) -> None:
    """Write a tokenizer to a file, completely or not at all.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder) / "tokenizer.json"
        ...     save(Unigram({"hi": -1.0}), path)
        ...     load(path).encode("hi")
        [256]
    """
    content = {
        "format": FORMAT,
        "pattern": tokenizer.split.pattern,
        "special_tokens": list(tokenizer.special.ids),
        "scores": tokenizer.scores,
    }
    # ASCII, because a piece may hold a broken byte, which is not UTF-8.
    save_text(Path(path), json.dumps(content))


def load(path: Path | str) -> Unigram:
    """Read a tokenizer that `save` wrote.

    Raises:
        ValueError: if the file is truncated, foreign or damaged.
    """
    content = read_json(Path(path))
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f"{path} is no file of format {FORMAT!r}")
    try:
        return Unigram(
            content["scores"],
            pattern=content["pattern"],
            special_tokens=content["special_tokens"],
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged: {error!r}") from error
