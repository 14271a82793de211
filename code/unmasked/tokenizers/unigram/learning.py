"""Learn the pieces of Unigram: begin with too many, drop the least useful.

1. Take all frequent parts of words as pieces.
2. Find the probabilities under which the words are most likely. That would be
   counting, were it known how the words are cut. So the count of each piece is
   its expectation over all cuts under the present probabilities; from the
   counts come better probabilities, and so on (expectation-maximization).
3. Drop the pieces whose loss would hurt the likelihood least; go to 2 until
   the vocabulary is small enough. Single characters stay.

Source: Kudo 2018, "Subword Regularization", §3.2,
https://arxiv.org/abs/1804.10959
Lesson: docs/transformer/tokenization.md
"""

from collections import Counter
from collections.abc import Mapping
from math import log

from unmasked.tokenizers.counting import forget_rarest
from unmasked.tokenizers.unigram.lattice import best_cut, lattice
from unmasked.tokenizers.unigram.sums import expected_uses

LONGEST = 16  # characters of a piece
SEEDS = 10  # how many times too many pieces there are at the beginning
ROUNDS = 2  # of expectation-maximization between two droppings
KEPT = 0.75  # of the pieces at each dropping
MOST_PARTS = 1_000_000  # of words, among which the seeds are chosen
RAREST = 1e-3  # a piece that is hardly ever used counts so much


def learn_scores(words: Mapping[str, int], n_pieces: int) -> dict[str, float]:
    """Find pieces and log-probabilities for words seen so many times each.

    Example:
        >>> scores = learn_scores({"abab": 5, "ab": 10, "b": 5}, n_pieces=3)
        >>> {piece: round(score, 1) for piece, score in scores.items()}
        {'ab': -0.2, 'b': -1.6, 'a': -8.4}
    """
    scores = seed(words, SEEDS * n_pieces)
    while True:
        for _ in range(ROUNDS):
            counts, _ = expected_counts(words, scores)
            scores = normalize(counts)
        if len(scores) <= n_pieces:
            break
        scores = prune(counts, scores, max(n_pieces, int(KEPT * len(scores))))
    best_first = sorted(scores, key=lambda piece: (-scores[piece], piece))
    return {piece: scores[piece] for piece in best_first}


def seed(words: Mapping[str, int], n_pieces: int) -> dict[str, float]:
    """Take the parts of words that spell most of the text, and all letters.

    Example:
        >>> sorted(seed({"abc": 3, "ab": 2}, n_pieces=5))
        ['a', 'ab', 'abc', 'b', 'c']
    """
    letters: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for word, n in words.items():
        for start, letter in enumerate(word):
            letters[letter] += n
            for end in range(start + 2, min(start + LONGEST, len(word)) + 1):
                parts[word[start:end]] += n
        if len(parts) > MOST_PARTS:
            forget_rarest(parts, pieces=MOST_PARTS // 2)
    # What was seen once cannot shorten anything else.
    long = [part for part, n in parts.items() if n > 1]
    long.sort(key=lambda part: (-parts[part] * len(part), part))
    room = max(0, n_pieces - len(letters))
    return normalize(
        dict(letters) | {part: parts[part] for part in long[:room]}
    )


def normalize(counts: Mapping[str, float]) -> dict[str, float]:
    """Turn counts into log-probabilities.

    Example:
        >>> normalize({"a": 1, "b": 1})
        {'a': -0.6931471805599453, 'b': -0.6931471805599453}
    """
    floored = {piece: max(n, RAREST) for piece, n in counts.items()}
    total = sum(floored.values())
    return {piece: log(n / total) for piece, n in floored.items()}


# --8<-- [start:expected_counts]
def expected_counts(
    words: Mapping[str, int], scores: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    """Count the pieces, averaged over all cuts of all words.

    Returns:
        The count of each piece, and the log-likelihood of all words.

    Example:
        >>> expected_counts({"ab": 2}, {"a": log(0.5), "b": log(0.5)})
        ({'a': 2.0, 'b': 2.0}, -2.772588722239781)
    """
    counts = dict.fromkeys(scores, 0.0)
    likelihood = 0.0
    longest = max(map(len, scores), default=0)
    for word, n in words.items():
        edges = lattice(word, scores, longest=longest, unknown=float("nan"))
        uses, log_probability = expected_uses(edges)
        likelihood += n * log_probability
        for start, end, p in uses:
            counts[word[start:end]] += n * p
    return counts, likelihood


# --8<-- [end:expected_counts]


def prune(
    counts: Mapping[str, float], scores: Mapping[str, float], n_pieces: int
) -> dict[str, float]:
    """Keep the letters, and the pieces that are hardest to do without.

    Without a piece, each of its uses falls back on the best other way to spell
    it. What that costs the likelihood of the text is

        loss(piece) = count · (log p(piece) − Σ log p(its other pieces))

    Example:
        >>> scores = {"a": -1.0, "b": -1.0, "ab": -1.5, "ba": -1.9}
        >>> prune({"ab": 5.0, "ba": 6.0}, scores, n_pieces=3)
        {'a': -1.0, 'b': -1.0, 'ab': -1.5}
    """
    longest = max(map(len, scores))
    loss = {}
    for piece, score in scores.items():
        if len(piece) == 1:
            continue
        edges = lattice(piece, scores, longest=longest, unknown=float("nan"))
        edges[-1] = [edge for edge in edges[-1] if edge[0] > 0]
        other = sum(scores[piece[a:b]] for a, b in best_cut(edges))
        loss[piece] = counts[piece] * (score - other)
    letters = [piece for piece in scores if len(piece) == 1]
    worst_last = sorted(loss, key=lambda piece: (-loss[piece], piece))
    room = max(0, n_pieces - len(letters))
    return {piece: scores[piece] for piece in [*letters, *worst_last[:room]]}
