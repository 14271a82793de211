"""Unigram, as T5 and many multilingual models use it."""

from unmasked.tokenizers.unigram.files import load, save
from unmasked.tokenizers.unigram.tokenizer import Unigram
from unmasked.tokenizers.unigram.training import train

__all__ = ["Unigram", "load", "save", "train"]
