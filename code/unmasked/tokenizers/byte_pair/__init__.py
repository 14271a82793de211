"""Byte-pair encoding on bytes, as GPT-2 and its heirs use it."""

from unmasked.tokenizers.byte_pair.files import load, save
from unmasked.tokenizers.byte_pair.gpt2_files import load_gpt2
from unmasked.tokenizers.byte_pair.streaming import encode_file, read_text
from unmasked.tokenizers.byte_pair.tiktoken_files import load_tiktoken
from unmasked.tokenizers.byte_pair.tokenizer import BytePair
from unmasked.tokenizers.byte_pair.training import train

__all__ = [
    "BytePair",
    "encode_file",
    "load",
    "load_gpt2",
    "load_tiktoken",
    "read_text",
    "save",
    "train",
]
