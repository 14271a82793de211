"""Checks for the lab on training a network, docs/labs/refresher.py."""

from unmasked.practice.refresher_lab._backward import check_backward
from unmasked.practice.refresher_lab._forward import check_forward
from unmasked.practice.refresher_lab._loss import check_loss
from unmasked.practice.refresher_lab._loss_gradient import check_loss_gradient
from unmasked.practice.refresher_lab._step import check_step
from unmasked.practice.refresher_lab._training import check_training

__all__ = [
    "check_backward",
    "check_forward",
    "check_loss",
    "check_loss_gradient",
    "check_step",
    "check_training",
]
