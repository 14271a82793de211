"""From text to text: framing, order, and the same words one by one."""

import copy

import pytest
import torch

from tests.component import DEVICES
from unmasked.generation.translator import END, START, Translator
from unmasked.models.transformer import Transformer, TransformerConfig
from unmasked.tokenizers.byte_pair.training import train
from unmasked.training.pairs import PairBatches, pair_loss

PAIRS = [
    ("open file", "abrir archivo"),
    ("close file", "cerrar archivo"),
    ("open window", "abrir ventana"),
    ("save all", "guardar todo"),
]
TOKENIZER = train(
    [text for pair in PAIRS for text in pair],
    vocab_size=300,
    special_tokens=[START, END],
)
CONFIG = TransformerConfig(
    vocab_size=300, n_layers=1, d_model=32, n_heads=4, d_ff=64, max_length=96
)


@pytest.fixture(scope="module")
def learned() -> Translator:
    """A model that has learned its four messages by heart."""
    torch.manual_seed(0)
    both = Translator(Transformer(CONFIG), TOKENIZER)
    batches = PairBatches([both.pair(*p) for p in PAIRS], max_tokens=99)
    adam = torch.optim.Adam(both.model.parameters(), lr=3e-3)
    for _ in range(150):
        pair_loss(both.model, next(batches)).backward()
        adam.step()
        adam.zero_grad()
    return both


def test_a_pair_is_framed_as_the_model_reads_and_writes_it(learned):
    source, target = learned.pair("save", "todo")
    assert TOKENIZER.decode(source) == "save</s>"
    assert TOKENIZER.decode(target) == "<s>todo</s>"


@pytest.mark.parametrize("n_beams", [1, 4])
def test_what_was_learned_by_heart_is_said_in_the_order_asked(learned, n_beams):
    order = [2, 0, 3, 1, 2]
    found = learned.translate([PAIRS[i][0] for i in order], n_beams=n_beams)
    assert found == [PAIRS[i][1] for i in order]


@pytest.mark.parametrize("n_beams", [1, 4])
@pytest.mark.parametrize("device", DEVICES)
def test_texts_are_translated_where_the_model_is(learned, device, n_beams):
    moved = Translator(copy.deepcopy(learned.model).to(device), TOKENIZER)
    # Elsewhere by default: a tensor that is not put there would fail.
    with torch.device("meta"):
        found = moved.translate([PAIRS[0][0], PAIRS[3][0]], n_beams=n_beams)
    assert found == [PAIRS[0][1], PAIRS[3][1]]


@pytest.mark.parametrize("n_beams", [1, 4])
def test_the_source_goes_where_the_model_went(n_beams):
    both = Translator(Transformer(CONFIG), TOKENIZER)
    both.model.to("meta")

    def encode(tokens, **masks):
        # There are no numbers on "meta" to go on with: this must be enough.
        raise InterruptedError(tokens.device.type)

    both.model.encode = encode
    with pytest.raises(InterruptedError, match="meta"):
        both.translate(["open file"], n_beams=n_beams)


def test_a_text_is_translated_alike_alone_and_among_others(learned):
    texts = ["open", "a much longer text than any of them", "file file"]
    together = learned.translate(texts)
    assert together == [learned.translate([text])[0] for text in texts]


def test_a_model_that_never_ends_is_stopped_after_fifty_more():
    both = Translator(Transformer(CONFIG), TOKENIZER)
    with torch.no_grad():
        both.model.embed.weight[both.end] = 0  # its logit is 0: never the best
        both.model.embed.weight[ord("x")] = both.model.embed.weight[ord("y")]
    written = []
    decode = both.model.decode

    def counted(*arguments, **options):
        written.append(1)
        return decode(*arguments, **options)

    both.model.decode = counted
    both.translate(["xy"])
    assert len(written) <= 3 + 50


def test_the_length_penalty_reaches_the_search(learned):
    def length(penalty: float) -> int:
        [text] = learned.translate(["open"], n_beams=4, length_penalty=penalty)
        return len(text)

    assert length(-9.0) < length(9.0)


def test_more_texts_than_a_batch_holds_all_come_back(learned):
    found = learned.translate([PAIRS[0][0]] * 70)
    assert found == [PAIRS[0][1]] * 70


def test_nothing_to_translate_is_refused(learned):
    with pytest.raises(ValueError, match="no text to translate"):
        learned.translate(["open file", "  "])


def test_a_tokenizer_without_the_frame_is_refused():
    plain = train("open", vocab_size=260)
    with pytest.raises(ValueError, match=r"no \['</s>', '<s>'\]"):
        Translator(Transformer(CONFIG), plain)
