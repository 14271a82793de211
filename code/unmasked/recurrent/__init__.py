"""Reading one token after another, with a memory of fixed size."""

from unmasked.recurrent.gru import GRU
from unmasked.recurrent.lstm import LSTM
from unmasked.recurrent.rnn import RNN

__all__ = ["GRU", "LSTM", "RNN"]
