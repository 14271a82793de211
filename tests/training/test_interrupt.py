"""The first request to stop is remembered, the second obeyed at once."""

import signal

import pytest

from unmasked.training.interrupt import delayed_interrupt


@pytest.fixture(autouse=True)
def ctrl_c_is_heard():
    """Also by tests in the background, for which shells have it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_request_only_is_remembered(number):
    with delayed_interrupt() as interrupt:
        assert interrupt.signal == 0
        signal.raise_signal(number)
        assert interrupt.signal == number


def test_the_second_request_stops_at_once():
    with delayed_interrupt(patience=0):
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_the_same_request_may_come_twice_in_a_moment():
    with delayed_interrupt(patience=60) as interrupt:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        assert interrupt.signal == signal.SIGTERM


def test_afterwards_signals_do_what_they_did():
    before = signal.getsignal(signal.SIGTERM)
    with delayed_interrupt():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
