"""A large text with everything that trips tokenizers up."""

import random
import unicodedata
from functools import cache
from pathlib import Path

import unmasked
from unmasked.data import moby_dick, state_of_the_union, translation_pairs

TRICKY = """
I'll we've DON'T can't 'tis ''s 'S O'Brien's d'accord ça l’été naïve e\u0301
  two  three   blanks,\ttabs\t\ttoo \r\n\r\n lines \n \n\n  \n x \r y
1 12 123 1234 12345.6789 1e-10 0xFF ½ ٣٤ Ⅷ ² 一二三 100% $5.00 #1 @you _a_
...!!!??? --- -> => != (((nested))) /path/to/file // \\ <|notspecial|> {}[];
👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 ❤️ ☃ \u200b\u200d\ufeff\u2028\u2029\x85\xa0 \u3000 end
Ελληνικά русский עברית العَرَبِيَّة हिन्दी ไทย 中文字 日本語の 한국어 ქართული አማርኛ ꦗꦮ
fi ﬁ 'ſ ſ K Å İı ẞß Ǆ ǅ ʰ 𝒻𝓊𝓃 𐍈 \x00\x01\x1b[0m\x7f\x1c\x1d\x1e\x1f aaaaaaaaaaa
"""


def random_characters(words: int) -> str:
    """Characters of all scripts, a few together, drawn evenly.

    Only those that this Python's Unicode knows: programs of different ages
    disagree on the youngest characters.
    """
    draw = random.Random(0)
    known = [
        chr(code)
        for code in range(0x20, 0x1FBFF)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    ]
    lengths = (draw.randint(1, 6) for _ in range(words))
    return " ".join("".join(draw.choices(known, k=n)) for n in lengths)


def random_bytes(count: int) -> str:
    """Broken bytes, read as every program reads them: with replacement."""
    return random.Random(0).randbytes(count).decode("utf-8", "replace")


@cache
def mixed_text() -> str:
    """About a million characters: prose, code, scripts, signs, noise."""
    code = Path(unmasked.__file__).parent.rglob("*.py")
    pairs = (
        pair
        for lang in ("es", "de", "fr")
        for pair in translation_pairs(lang)[:2000]
    )
    return "\n".join(
        [
            TRICKY * 3,
            random_characters(8_000),
            random_bytes(50_000),
            *(path.read_text("utf-8") for path in sorted(code)[:40]),
            *(f"{english}\t{foreign}" for english, foreign in pairs),
            moby_dick()[:100_000],
            state_of_the_union()[-200_000:],
            " " * 1000 + "\n" * 300 + "\t" * 50 + "x" * 5000,
        ]
    )
