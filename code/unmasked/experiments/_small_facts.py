"""Facts about people and animals, and a feed-forward layer that learns them.

Every person likes, fears, feeds and draws one animal each, drawn at random
from the same animals. So no score that is a sum of one for the person and one
for the verb can be right: the two must be combined. Each verb has a twin that
means the same.

Lesson: docs/transformer/feed-forward.md
"""

from itertools import product
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from unmasked.feed_forward import MLP, relu

# fmt: off
PEOPLE = [
    "Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ida", "Jon",
    "Kai", "Lea", "Max", "Nora", "Otto", "Pia", "Quin", "Rosa", "Sam", "Tess",
]
VERBS = ["likes", "fears", "feeds", "draws"]
TWINS = ["loves", "dreads", "nourishes", "sketches"]
ANIMALS = [
    "ant", "bat", "cat", "dog", "eel", "fox", "goat", "hen", "ibis", "jay",
    "kiwi", "lynx", "mole", "newt", "owl", "pig", "quail", "rat", "seal",
    "toad",
]
# fmt: on
FACTS = list(product(range(len(PEOPLE)), range(len(VERBS))))
D_MODEL, D_FF = 32, 128


class Facts(NamedTuple):
    """Who does what, fact by fact.

    Attributes:
        people: the number of the person.
        verbs: the number of the verb; its twin stands four places later.
        answers: the number of the animal.
    """

    people: Tensor
    verbs: Tensor
    answers: Tensor


def facts(seed: int) -> Facts:
    """Draw who likes, fears, feeds and draws what.

    Example:
        >>> facts(0).people.shape
        torch.Size([80])
    """
    generator = torch.Generator().manual_seed(seed)
    people, verbs = torch.tensor(FACTS).T
    drawn = torch.randint(len(ANIMALS), (len(FACTS),), generator=generator)
    return Facts(people, verbs, drawn)


class Knower(nn.Module):
    """Two words, added up as a head with even weights would; then a layer.

    stream = person + verb;  scores = head(stream + MLP(stream))
    """

    def __init__(self, *, feed_forward: bool = True) -> None:
        super().__init__()
        self.people = nn.Embedding(len(PEOPLE), D_MODEL)
        self.verbs = nn.Embedding(len(VERBS) + len(TWINS), D_MODEL)
        self.feed_forward = (
            MLP(d_model=D_MODEL, d_ff=D_FF, activation=relu)
            if feed_forward
            else None
        )
        self.head = nn.Linear(D_MODEL, len(ANIMALS), bias=False)

    def forward(self, people: Tensor, verbs: Tensor) -> Tensor:
        """Score every animal."""
        stream = self.people(people) + self.verbs(verbs)
        if self.feed_forward is not None:
            stream = stream + self.feed_forward(stream)
        scores: Tensor = self.head(stream)
        return scores


def learned(
    known: Facts, *, seed: int, steps: int = 500, feed_forward: bool = True
) -> Knower:
    """Learn the facts by heart, each with both verbs.

    Args:
        known: the facts.
        seed: of the weights.
        steps: all facts are seen at each.
        feed_forward: without it, only sums can be learned.
    """
    torch.manual_seed(seed)
    model = Knower(feed_forward=feed_forward)
    people, answers = known.people.repeat(2), known.answers.repeat(2)
    verbs = torch.cat([known.verbs, known.verbs + len(VERBS)])
    adam = torch.optim.AdamW(model.parameters(), lr=5e-3, fused=True)
    for step in range(steps):
        adam.param_groups[0]["lr"] = 5e-3 * (1 - step / steps)
        loss = F.cross_entropy(model(people, verbs), answers)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return model.eval()


class Memory(NamedTuple):
    """A layer as it answers some questions: keys matched, values written.

    Attributes:
        stream: what goes past the layer, a row a question.
        keys: how strongly each hidden unit answers.
        values: what each unit writes, a column a unit.
        bias: what is written whatever is asked.
        head: what scores the animals, a row an animal.
    """

    stream: Tensor
    keys: Tensor
    values: Tensor
    bias: Tensor
    head: Tensor

    def scores(self) -> Tensor:
        """How much speaks for each animal, for each question."""
        written = self.keys @ self.values.T + self.bias
        return (self.stream + written) @ self.head.T

    def answers(self) -> Tensor:
        """The best animal for each question."""
        return self.scores().argmax(dim=-1)


@torch.no_grad()
def memory(model: Knower, people: Tensor, verbs: Tensor) -> Memory:
    """Read out the layer of a model for these questions."""
    layer = model.feed_forward
    if layer is None:
        raise ValueError("there is no layer to read: feed_forward=False")
    stream = model.people(people) + model.verbs(verbs)
    keys = layer.activation(layer.up_proj(stream))
    down = layer.down_proj
    ours = (down.weight, down.bias, model.head.weight)
    return Memory(stream, keys, *(weight.detach() for weight in ours))
