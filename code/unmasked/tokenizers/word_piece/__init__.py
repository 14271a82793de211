"""WordPiece, as BERT uses it."""

from unmasked.tokenizers.word_piece.files import load, save
from unmasked.tokenizers.word_piece.tokenizer import WordPiece
from unmasked.tokenizers.word_piece.training import train

__all__ = ["WordPiece", "load", "save", "train"]
