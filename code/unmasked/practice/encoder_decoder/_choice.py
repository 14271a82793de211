"""Exercise: which arrangement for which job.

Lesson: docs/transformer/encoder-decoder.md
"""

from typing import Any

from unmasked.practice._answers import BLANK, is_blank, say

REASONS = {
    "search a million notices by meaning": (
        {"encoder"},
        "nothing is to be written, each notice is read once, and its vector "
        "is kept. An encoder is the cheap way; a decoder can, for more.",
    ),
    "a chat that goes on for hours": (
        {"decoder"},
        "the text grows by a few tokens a turn. A decoder's cache stays "
        "valid; an encoder would read everything again each turn.",
    ),
    "write down what is said in 30 seconds of sound": (
        {"encoder-decoder"},
        "the input is of another kind, known as a whole and much longer than "
        "what is written: read it once, in both directions.",
    ),
    "mark each word as a name or not": (
        {"encoder"},
        "each word's label depends on what follows it as well, and all labels "
        "can be given at once.",
    ),
}
NAMES = {"encoder", "decoder", "encoder-decoder"}


def check_choice(choices: Any) -> None:
    """For each job "encoder", "decoder" or "encoder-decoder".

    Example:
        >>> check_choice(dict.fromkeys(REASONS, "decoder"))
        Not yet: "search a million notices by meaning": nothing is to be
        written, each notice is read once, and its vector is kept. An
        encoder is the cheap way; a decoder can, for more.
    """
    if is_blank(list(choices.values())):
        say(BLANK)
        return
    for job, (right, reason) in REASONS.items():
        given = choices.get(job)
        if given not in NAMES:
            say(f'Not yet: "{job}" needs one of {", ".join(sorted(NAMES))}.')
            return
        if given not in right:
            say(f'Not yet: "{job}": {reason}')
            return
    say(
        "Right, as a first choice. None of the four is a law: with enough "
        "data a decoder does all of them, and pays for it in operations."
    )
