"""From a model's scores to text: rules, caches, searches."""

from unmasked.generation.beam_search import Hypothesis, beam_search
from unmasked.generation.decode import generate, stream
from unmasked.generation.kv_cache import KVCache
from unmasked.generation.rolling_kv_cache import RollingKVCache
from unmasked.generation.sampler import Sampler
from unmasked.generation.translator import Translator
from unmasked.generation.writer import Writer

__all__ = [
    "Hypothesis",
    "KVCache",
    "RollingKVCache",
    "Sampler",
    "Translator",
    "Writer",
    "beam_search",
    "generate",
    "stream",
]
