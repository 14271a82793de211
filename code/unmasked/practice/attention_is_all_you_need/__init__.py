"""Checks for the exercises of the lesson on the 2017 paper.

Lesson: docs/transformer/attention-is-all-you-need.md
"""

from unmasked.practice.attention_is_all_you_need._layer_parameters import (
    check_layer_parameters,
)
from unmasked.practice.attention_is_all_you_need._length_penalty import (
    check_length_penalty,
)
from unmasked.practice.attention_is_all_you_need._schedule import (
    check_schedule,
)
from unmasked.practice.attention_is_all_you_need._shift import check_shift
from unmasked.practice.attention_is_all_you_need._smoothing import (
    check_smoothing,
)
from unmasked.practice.attention_is_all_you_need._training_cost import (
    check_training_cost,
)
from unmasked.practice.attention_is_all_you_need._waiting import check_waiting

__all__ = [
    "check_layer_parameters",
    "check_length_penalty",
    "check_schedule",
    "check_shift",
    "check_smoothing",
    "check_training_cost",
    "check_waiting",
]
