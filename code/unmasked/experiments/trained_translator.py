"""The translator that `translation` trained, from its recording.

Apart from it, so that how recordings are read is no reason to train again.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from unmasked.experiments._translation_exam import tokenizer
from unmasked.experiments.recorded import load
from unmasked.experiments.translation import SIZES
from unmasked.generation.translator import Translator
from unmasked.models.transformer import Transformer
from unmasked.training.rounded_weights import unpack


def translator() -> Translator:
    """A small Transformer that translates program messages into Spanish.

    Example:
        >>> translator().translate(["Insert a new chart"])
        ['Insertar un nuevo gráfico']
    """
    model = Transformer(SIZES)
    unpack(load("translation")["weights"], model)
    return Translator(model.eval(), tokenizer(SIZES.vocab_size))
