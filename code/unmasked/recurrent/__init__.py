"""Reading one token after another, with a memory of fixed size."""

from unmasked.recurrent.bidirectional import BidirectionalGRU
from unmasked.recurrent.encoder_decoder import EncoderDecoder
from unmasked.recurrent.gru import GRU
from unmasked.recurrent.lstm import LSTM
from unmasked.recurrent.rnn import RNN
from unmasked.recurrent.seq2seq import Seq2Seq

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "BidirectionalGRU",
    "EncoderDecoder",
    "Seq2Seq",
]
