"""Read files that are larger than memory, for training and for encoding.

Lesson: docs/transformer/tokenization.md
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

import regex

from unmasked.tokenizers.byte_pair.tokenizer import BytePair
from unmasked.tokenizers.patterns import GPT2, Splitter
from unmasked.tokenizers.special_tokens import Allowed

MEBIBYTE = 2**20
# The last place where a letter or a digit stands before white space. None of
# our patterns has a piece that goes across; (?r) searches from the end.
BORDER = regex.compile(r"(?r)(?<=[\p{L}\p{N}])(?=\s)")


def read_text(
    path: Path | str, *, pattern: str = GPT2, chunk_bytes: int = MEBIBYTE
) -> Iterator[str]:
    r"""Read a file part by part, never cutting through a piece of `pattern`.

    So the parts give the same pieces, counts and tokens as the whole. A part
    is about `chunk_bytes` long, but a text without white space is one part.
    Bytes that are not UTF-8 come as lone surrogates ("surrogateescape").

    Raises:
        ValueError: if `chunk_bytes` is not positive, or `pattern` joins a
            word to the white space after it: then there is no place to cut.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     path = Path(folder) / "text"
        ...     _ = path.write_text("to be  or\nnot to be")
        ...     list(read_text(path, chunk_bytes=8))
        ['to be', '  or\nnot', ' to', ' be']
    """
    if chunk_bytes < 1:
        raise ValueError(f"{chunk_bytes=} must be at least 1")
    splitter = Splitter(pattern)
    rest = ""
    for chunk in _decoded(Path(path), chunk_bytes):
        rest += chunk
        border = BORDER.search(rest)
        if border:
            end = border.start()
            _check(splitter, rest[max(0, end - 100) : end], rest[end:][:100])
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def encode_file(
    tokenizer: BytePair,
    path: Path | str,
    *,
    allowed_special: Allowed = (),
    chunk_bytes: int = MEBIBYTE,
) -> Iterator[list[int]]:
    """Encode a file part by part: the same ids as of the whole text.

    Memory holds one part at a time. `training.token_file.write_tokens` puts
    the parts into a file of tokens.

    Raises:
        ValueError: as `read_text` and `BytePair.encode` do; and if an allowed
            special token has white space in it, since a part might end there.
    """
    everyone = allowed_special == "all"
    for name in tokenizer.special.ids if everyone else allowed_special:
        if regex.search(r"\s", name):
            raise ValueError(
                f"the special token {name!r} holds white space, where a file "
                "may be cut: encode the text as a whole"
            )
    for part in read_text(
        path, pattern=tokenizer.split.pattern, chunk_bytes=chunk_bytes
    ):
        yield tokenizer.encode(part, allowed_special=allowed_special)


def _decoded(path: Path, chunk_bytes: int) -> Iterator[str]:
    # A chunk of bytes may end inside a character; the decoder waits for more.
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with path.open("rb") as file:
        while chunk := file.read(chunk_bytes):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _check(splitter: Splitter, before: str, after: str) -> None:
    if splitter(before + after) != splitter(before) + splitter(after):
        raise ValueError(
            f"the pattern {splitter.pattern!r} joins {before[-5:]!r} to "
            f"{after[:5]!r}, so a file cannot be cut there: encode the text "
            "as a whole"
        )
