"""Read files that are larger than memory, for training and for encoding.

Lesson: docs/transformer/tokenization.md
"""

import codecs
from collections.abc import Collection, Iterator
from pathlib import Path

import regex

from unmasked.tokenizers.byte_pair.tokenizer import BytePair
from unmasked.tokenizers.patterns import GPT2, Splitter
from unmasked.tokenizers.special_tokens import Allowed, SpecialTokens

MEBIBYTE = 2**20
# The last place where a letter or a digit stands before white space or a sign.
# No piece of our patterns goes across it, except for contractions ("it's").
# (?r) searches from the end.
BORDER = regex.compile(r"(?r)(?<=[\p{L}\p{N}])(?=[\s\p{P}\p{S}])(?!')")


def read_text(
    path: Path | str,
    *,
    pattern: str = GPT2,
    whole: Collection[str] = (),
    chunk_bytes: int = MEBIBYTE,
) -> Iterator[str]:
    r"""Read a file part by part, never cutting through a piece of `pattern`.

    So the parts give the same pieces, counts and tokens as the whole. A part
    is about `chunk_bytes` long, but a text without white space and signs is
    one part. Bytes that are not UTF-8 come as lone surrogates
    ("surrogateescape").

    Args:
        path: the file.
        pattern: what cuts the text into pieces, see `patterns`.
        whole: what must not be cut either, such as special tokens.
        chunk_bytes: how much to read at a time.

    Raises:
        ValueError: if `chunk_bytes` is not positive, or `pattern` joins a
            word to what follows: then there is no place to cut.

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
    special = SpecialTokens({name: i for i, name in enumerate(set(whole))})
    rest = ""
    for chunk in _decoded(Path(path), chunk_bytes):
        rest += chunk
        end = _border(rest, splitter, special)
        if end > 0:
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
        ValueError: as `read_text` and `BytePair.encode` do.
    """
    everyone = allowed_special == "all"
    parts = read_text(
        path,
        pattern=tokenizer.split.pattern,
        whole=tokenizer.special.ids if everyone else allowed_special,
        chunk_bytes=chunk_bytes,
    )
    for part in parts:
        yield tokenizer.encode(part, allowed_special=allowed_special)


def _decoded(path: Path, chunk_bytes: int) -> Iterator[str]:
    # A chunk of bytes may end inside a character; the decoder waits for more.
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with path.open("rb") as file:
        while chunk := file.read(chunk_bytes):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _border(text: str, splitter: Splitter, special: SpecialTokens) -> int:
    """Find where a text may be cut, 0 if nowhere."""
    # A special token that begins before the border must be here to its end.
    longest = max(map(len, special.ids), default=0)
    found = BORDER.search(text, 0, max(0, len(text) - longest))
    if found is None:
        return 0
    end: int = found.start()
    pattern = special.pattern("all")
    for token in pattern.finditer(text) if pattern else ():
        if token.start() < end < token.end():
            return int(token.start())
    before, after = text[max(0, end - 100) : end], text[end : end + 100]
    if splitter(before + after) != splitter(before) + splitter(after):
        raise ValueError(
            f"the pattern {splitter.pattern!r} joins {before[-5:]!r} to "
            f"{after[:5]!r}, so a file cannot be cut there: encode the text "
            "as a whole"
        )
    return end
