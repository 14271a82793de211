"""What a question of the course is, when it has been read."""

import hashlib
import re
from dataclasses import dataclass, field

from course.quiz_parts import Kind, Option

# What stands for a figure; its number says how many come before on the page.
TOKEN = re.compile("\ue000[0-9]+\ue001")


@dataclass
class Question:
    """One quiz, in Markdown. `answers` holds typed answers, as text.

    `group` is `quiz` for those under the heading `## Quiz`. `teaches` is what
    the place is called to which `leads` leads. `concept` is an entry of the
    glossary.
    """

    id: str
    kind: Kind
    question: str
    options: list[Option] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    tolerance: str = ""
    unit: str = ""
    explanation: str = ""
    section: str = ""
    leads: str = ""
    teaches: str = ""
    concept: str = ""
    group: str = "recall"
    page: str = ""
    line: int = 0

    @property
    def version(self) -> str:
        """Changes when the question or what may be answered does.

        An answer that was given to another version is not shown again. A
        better explanation is no other question.
        """
        parts = [self.kind, self.question, *self.answers, self.unit]
        for option in self.options:
            parts += [option.text, option.partner, str(option.right)]
        text = TOKEN.sub("", "\0".join(parts))
        return hashlib.sha256(text.encode()).hexdigest()[:6]

    def scrambled(self) -> list[Option]:
        """Steps or pairs in an order that is not the one to be found.

        It is the same in every build. Scripts give each reader another.
        """
        if self.kind not in ("order", "match"):
            return self.options

        def by_chance(option: Option) -> str:
            text = f"{self.id}\0{option.text}\0{option.partner}"
            return hashlib.sha256(text.encode()).hexdigest()

        mixed = sorted(self.options, key=by_chance)
        return mixed if mixed != self.options else mixed[1:] + mixed[:1]
