"""From text to token ids and back."""

from unmasked.tokenizers.byte_pair import BytePair

__all__ = ["BytePair"]
