import pytest
import torch
import torch.nn.functional as F

from unmasked.experiments import families_at_work, load
from unmasked.experiments._meaning_exam import by_words, found, told_apart
from unmasked.experiments._meaning_pairs import REVIEWS, TRIPLES


def test_a_quick_run_asks_the_encoder():
    [(name, result)] = families_at_work.measure(quick=True)
    assert name == "encoder"
    assert result["found"]["paraphrases"] <= 4
    assert dict(families_at_work.measure(quick=True, done=[name])) == {}


def test_who_knows_the_meanings_finds_all():
    meaning = {
        text: F.one_hot(torch.tensor(i if text != t.lure else 30), 31).float()
        for i, t in enumerate(TRIPLES)
        for text in t
    }
    score = found(
        lambda texts: torch.stack([meaning[t] for t in texts]), TRIPLES
    )
    assert score == {"paraphrases": 20, "and lures": 20}


def test_who_counts_words_falls_for_the_lures():
    assert found(by_words, TRIPLES)["and lures"] <= 1


def test_reviews_are_balanced_and_told_apart_by_who_knows_them():
    good = torch.tensor(list(REVIEWS.values()))
    assert good.float().mean() == 0.5
    assert told_apart(good.float() - torch.arange(12) / 100) == 12
    assert told_apart(-good.float() + torch.arange(12) / 100) == 0


def test_the_sound_was_written_down_as_it_was_said():
    heard = load("families_at_work")["encoder-decoder"]
    assert heard["text"] == "He might even have been made amiable himself."
    assert heard["memory"] == [1, 1500, 384], "30 seconds, 20 ms each"
    assert "".join(heard["words"]).strip() == heard["text"]


def test_in_a_decoder_a_word_cannot_know_what_follows():
    assert load("families_at_work")["decoder"]["bank moves by"] == 0.0


def test_the_recording_can_be_drawn():
    figure = families_at_work.draw(load("families_at_work"))
    assert len(figure.data[0].z) == len(figure.data[0].y)


@pytest.mark.slow
def test_the_encoder_decoder_still_hears_what_is_recorded():
    heard = families_at_work._encoder_decoder()
    recorded = load("families_at_work")["encoder-decoder"]
    assert heard["text"] == recorded["text"]
    torch.testing.assert_close(
        torch.tensor(heard["looks"]),
        torch.tensor(recorded["looks"]),
        atol=2e-3,
        rtol=0,
    )
