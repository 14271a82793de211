"""Find texts that are nearly the same, so that an exam holds nothing known.

Two texts are compared by the runs of three letters that they share, without
case, digits and punctuation.

Source: the resemblance of Broder 1997, "On the Resemblance and Containment of
Documents", §2, on letters instead of words
Lesson: docs/transformer/attention-is-all-you-need.md
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence


def trigrams(text: str) -> frozenset[str]:
    """The runs of three letters of a text, its edges included.

    Example:
        >>> sorted(trigrams("Go to: 7"))
        [' go', ' to', 'go ', 'o t', 'to ']
    """
    words = re.sub(r"[\W\d_]+", " ", text.casefold()).strip()
    padded = f" {words} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


# --8<-- [start:nearest]
def nearest(
    texts: Sequence[str], known: Iterable[str]
) -> list[tuple[float, int]]:
    """For each text the most similar known one: similarity and its place.

        similarity(A, B) = |A ∩ B| / |A ∪ B|      of their sets of trigrams

    1 for the same letters, 0 if nothing is shared (the place is then 0).

    Raises:
        ValueError: if nothing is known.

    Example:
        >>> nearest(["Save as…"], ["Open", "Save As"])
        [(1.0, 1)]
    """
    sets = [trigrams(text) for text in known]
    if not sets:
        raise ValueError("there are no known texts to compare with")
    holders: dict[str, list[int]] = defaultdict(list)
    for place, grams in enumerate(sets):
        for gram in grams:
            holders[gram].append(place)
    found = []
    for text in texts:
        mine = trigrams(text)
        shared: dict[int, int] = defaultdict(int)
        for gram in mine:
            for place in holders.get(gram, ()):
                shared[place] += 1
        similarities = (
            (n / (len(mine) + len(sets[place]) - n), -place)
            for place, n in shared.items()
        )
        similarity, place = max(similarities, default=(0.0, 0))
        found.append((similarity, -place))
    return found


# --8<-- [end:nearest]
