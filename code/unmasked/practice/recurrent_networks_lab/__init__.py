"""Checks for the lab on recurrent networks, docs/labs/recurrent_networks.py."""

from unmasked.practice.recurrent_networks_lab._gru_step import check_gru_step
from unmasked.practice.recurrent_networks_lab._lstm_step import check_lstm_step
from unmasked.practice.recurrent_networks_lab._rnn import check_rnn
from unmasked.practice.recurrent_networks_lab._rnn_backward import (
    check_rnn_backward,
)

__all__ = [
    "check_gru_step",
    "check_lstm_step",
    "check_rnn",
    "check_rnn_backward",
]
