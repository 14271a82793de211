"""Small real texts, and a voice (see README.md beside this)."""

from unmasked.data.addresses import Address, addresses
from unmasked.data.prose import moby_dick, state_of_the_union
from unmasked.data.speech import speech
from unmasked.data.translations import Pair, translation_pairs

__all__ = [
    "Address",
    "Pair",
    "addresses",
    "moby_dick",
    "speech",
    "state_of_the_union",
    "translation_pairs",
]
