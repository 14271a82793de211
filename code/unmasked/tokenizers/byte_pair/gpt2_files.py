"""Load a vocabulary from the two files that GPT-2 was released with.

Source: `encoder.py` of https://github.com/openai/gpt-2
Lesson: docs/transformer/tokenization.md
"""

from collections.abc import Collection
from pathlib import Path

from unmasked.tokenizers._files import read_json
from unmasked.tokenizers.byte_pair.tokenizer import BytePair
from unmasked.tokenizers.patterns import GPT2


# --8<-- [start:byte_letters]
def byte_letters() -> str:
    """Give each byte a letter that can be seen, as GPT-2's files write it.

    Bytes that print as a sign in Latin-1 stand for themselves, the others,
    and the blank, get the letters from U+0100 on: a blank shows as "Ġ".

    Example:
        >>> letters = byte_letters()
        >>> letters[ord("A")], letters[ord(" ")], len(set(letters))
        ('A', 'Ġ', 256)
    """
    signs = [chr(byte) for byte in range(256)]
    letter = 256
    for byte, sign in enumerate(signs):
        if sign == " " or not sign.isprintable():
            signs[byte] = chr(letter)
            letter += 1
    return "".join(signs)


# --8<-- [end:byte_letters]


def load_gpt2(
    vocabulary: Path | str,
    merges: Path | str,
    *,
    pattern: str = GPT2,
    special_tokens: Collection[str] = ("<|endoftext|>",),
) -> BytePair:
    """Load `vocab.json` and `merges.txt` (or `encoder.json`, `vocab.bpe`).

    Args:
        vocabulary: JSON, the id of each token.
        merges: two tokens a line, first learned first.
        pattern: what cuts a text into pieces, see `patterns`.
        special_tokens: which entries of the vocabulary no merge makes.

    Raises:
        ValueError: if a file is truncated or foreign, or the two are not of
            one tokenizer.
    """
    ids = read_json(Path(vocabulary))
    if not isinstance(ids, dict) or not set(byte_letters()) <= set(ids):
        raise ValueError(
            f"{vocabulary} is no byte-level vocabulary: it lacks some of the "
            "256 bytes"
        )
    for name, token in ids.items():
        if not isinstance(token, int) or token < 0:
            raise ValueError(
                f"{vocabulary}: {name!r} has the id {token!r}, which is no "
                "number from 0 on"
            )
    if len(set(ids.values())) < len(ids):
        raise ValueError(f"{vocabulary} gives two tokens the same id")
    table: dict[tuple[int, int], int] = {}
    try:
        lines = Path(merges).read_text("utf-8").rstrip("\n").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{merges} is no text: {error}") from None
    for number, line in enumerate(lines, 1):
        if number == 1 and line.startswith("#version"):
            continue
        pair = line.split(" ")
        if len(pair) != 2 or any(t not in ids for t in (*pair, "".join(pair))):
            raise ValueError(
                f"{merges}, line {number}: {line!r} does not merge two tokens "
                f"of {vocabulary} into a third"
            )
        table[ids[pair[0]], ids[pair[1]]] = ids["".join(pair)]
    byte_ids = [ids[letter] for letter in byte_letters()]
    made = {*byte_ids, *table.values()}
    left_over = {
        name: token for name, token in ids.items() if token not in made
    }
    if set(left_over) != set(special_tokens):
        raise ValueError(
            f"{merges} is truncated, or special tokens were not named: "
            f"{vocabulary} has {len(left_over)} tokens that no merge makes, "
            f"{sorted(left_over)[:5]}, but {special_tokens=}"
        )
    return BytePair(
        table, byte_ids=byte_ids, pattern=pattern, special_tokens=left_over
    )
