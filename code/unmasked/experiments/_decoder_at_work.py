"""What a pretrained decoder is asked, and what it gives.

Lesson: docs/transformer/encoder-decoder.md
"""

from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from unmasked.experiments._meaning_exam import found, told_apart
from unmasked.experiments._meaning_pairs import REVIEWS, TRIPLES
from unmasked.generation import Sampler, generate
from unmasked.generation.decode import GREEDY, Choose
from unmasked.inspect.record import record
from unmasked.pretrained.smollm2 import chat_prompt, load_smollm2

PROMPTS = ["The three primary colors are", "Once upon a time, a whale"]
QUESTIONS = [
    "What do bees make?",
    "Say in one sentence why the sky is blue.",
    "I fell asleep after ten minutes. Is this review good or bad?",
]


def dice(seed: int) -> Sampler:
    """Draw from the likeliest tokens."""
    chance = torch.Generator().manual_seed(seed)
    return Sampler(temperature=0.8, top_p=0.9, generator=chance)


@torch.inference_mode()
def decoder_at_work(*, seed: int) -> dict[str, Any]:
    """Continue, answer, find, judge; and the vector of one word twice."""
    model, tokenizer = load_smollm2()
    end = [tokenizer.encode("<|im_end|>", allowed_special="all")]

    def go_on(prompt: list[int], n: int, choose: Choose = GREEDY) -> str:
        [text] = generate(
            model, [prompt], max_new_tokens=n, stop=end, choose=choose
        )
        return tokenizer.decode(text)

    def vectors(text: str) -> Tensor:
        with record(model, "norm") as kept:
            model(torch.tensor([tokenizer.encode(text)]))
        return kept["norm"][0]

    def review(text: str) -> float:
        prompt = f"Review: {text}\nVerdict (good or bad):"
        scores = model(torch.tensor([tokenizer.encode(prompt)]))[0, -1]
        good, bad = (tokenizer.encode(word)[0] for word in (" good", " bad"))
        return float(scores[good] - scores[bad])

    tables: dict[str, dict[str, Tensor]] = {"last": {}, "mean": {}, "echo": {}}
    for text in (text for triple in TRIPLES for text in triple):
        x = vectors(text)
        tables["last"][text] = x[-1]
        tables["mean"][text] = x.mean(dim=0)
        tables["echo"][text] = vectors(f"{text} {text}")[len(x) :].mean(dim=0)

    def look_up(name: str, texts: list[str]) -> Tensor:
        rows = torch.stack([tables[name][text] for text in texts])
        middle = torch.stack(list(tables[name].values())).mean(dim=0)
        return F.normalize(rows - middle, dim=-1)

    same = [
        vectors(f"The bank {rest}")[1]
        for rest in ("of the river flooded", "raised its rates")
    ]
    return {
        "found": {w: found(partial(look_up, w), TRIPLES) for w in tables},
        "reviews": told_apart(torch.tensor([review(t) for t in REVIEWS])),
        "continues": {
            p: {
                "likeliest": go_on(tokenizer.encode(p), 24),
                "drawn": go_on(tokenizer.encode(p), 24, dice(seed)),
            }
            for p in PROMPTS
        },
        "answers": {
            q: go_on(
                chat_prompt([{"role": "user", "content": q}], tokenizer), 40
            )
            for q in QUESTIONS
        },
        "bank moves by": (same[0] - same[1]).abs().max().item(),
    }
