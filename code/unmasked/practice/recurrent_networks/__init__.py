"""Checks for the exercises of the lesson on recurrent networks.

Lesson: docs/start/recurrent-networks.md
"""

from unmasked.practice.recurrent_networks._additive import check_additive
from unmasked.practice.recurrent_networks._chain import check_chain
from unmasked.practice.recurrent_networks._clip import check_clip
from unmasked.practice.recurrent_networks._forget_bias import check_forget_bias
from unmasked.practice.recurrent_networks._guess import check_guess
from unmasked.practice.recurrent_networks._operations import check_operations
from unmasked.practice.recurrent_networks._radius import check_radius
from unmasked.practice.recurrent_networks._rnn_step import check_rnn_step

__all__ = [
    "check_additive",
    "check_chain",
    "check_clip",
    "check_forget_bias",
    "check_guess",
    "check_operations",
    "check_radius",
    "check_rnn_step",
]
