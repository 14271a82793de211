"""From text to token ids and back.

Each kind of tokenizer is a folder with the same names in it: a class, `train`,
`save` and `load`.
"""

from unmasked.tokenizers.byte_pair import BytePair
from unmasked.tokenizers.unigram import Unigram
from unmasked.tokenizers.word_piece import WordPiece

__all__ = ["BytePair", "Unigram", "WordPiece"]
