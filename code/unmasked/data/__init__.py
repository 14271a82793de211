"""Small real texts, a voice and some digits (see README.md beside this)."""

from unmasked.data.addresses import Address, addresses
from unmasked.data.digits import digits
from unmasked.data.prose import moby_dick, state_of_the_union
from unmasked.data.speech import speech
from unmasked.data.translations import Pair, translation_pairs

__all__ = [
    "Address",
    "Pair",
    "addresses",
    "digits",
    "moby_dick",
    "speech",
    "state_of_the_union",
    "translation_pairs",
]
