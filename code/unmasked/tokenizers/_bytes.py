"""Between text and bytes, when the bytes may not be UTF-8."""


def check_text(text: object) -> None:
    """Refuse what is no text, before something deep inside does.

    Raises:
        TypeError: if it is no str.
    """
    if not isinstance(text, str):
        raise TypeError(
            f"a text must be a str, not {type(text).__name__}: {text!r:.60}"
        )


def as_bytes(piece: str) -> bytes:
    r"""Encode a text in which broken bytes stand as lone surrogates.

    Raises:
        ValueError: if any other half of a character is in it.

    Example:
        >>> as_bytes(b"\xc3\xa9 \xff".decode("utf-8", "surrogateescape"))
        b'\xc3\xa9 \xff'
    """
    try:
        return piece.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{piece!r} holds half a character, which is no text: "
            f"{error.reason}"
        ) from None
