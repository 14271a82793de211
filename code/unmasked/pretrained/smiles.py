"""The text of a molecule as tokens, for `annalog`.

Source: Weininger 1988, "SMILES, a chemical language and information system",
https://doi.org/10.1021/ci00057a005; what is cut where: `SMILESTokenizer` of
https://github.com/DVNecromancer/ANNalog
"""

import re
from collections.abc import Sequence

START, END = "<sos>", "<eos>"


class Smiles:
    """Cut the text of a molecule into atoms, bonds and brackets.

    A token is a signed or otherwise special atom in square brackets, a ring's
    number of two digits, chlorine, bromine, or else one sign.

    Args:
        tokens: the vocabulary, in the order of its ids.

    Raises:
        ValueError: if a token is not in the vocabulary.

    Example:
        >>> smiles = Smiles(["<sos>", "<eos>", "C", "Cl", "[nH]"])
        >>> smiles.encode("CCl[nH]")
        [0, 2, 3, 4, 1]
        >>> smiles.decode([0, 2, 3, 4, 1])
        'CCl[nH]'
    """

    TOKEN = re.compile(r"\[[^\]]*\]|%\d\d|Br|Cl|.", re.DOTALL)

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = list(tokens)
        self.ids = {token: i for i, token in enumerate(tokens)}

    def encode(self, molecule: str) -> list[int]:
        """The ids of a molecule's tokens, between start and end."""
        pieces = [START, *self.TOKEN.findall(molecule), END]
        unknown = [piece for piece in pieces if piece not in self.ids]
        if unknown:
            raise ValueError(
                f"{molecule!r} has tokens that the model has never seen: "
                + ", ".join(map(repr, unknown))
            )
        return [self.ids[piece] for piece in pieces]

    def decode(self, ids: Sequence[int]) -> str:
        """The molecule that ids spell, without start and end."""
        pieces = (self.tokens[i] for i in ids)
        return "".join(piece for piece in pieces if piece not in (START, END))
