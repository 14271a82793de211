import pytest

from unmasked.data.translations import translation_pairs
from unmasked.experiments import (
    _translation_exam,
    load,
    translation,
)


def test_a_quick_run_yields_all_that_the_page_quotes(tmp_path, monkeypatch):
    monkeypatch.setattr(translation, "CHECKPOINTS", tmp_path / "checkpoints")
    results = dict(translation.measure(quick=True))
    assert results.keys() == load("translation").keys()
    losses = [point["train loss"] for point in results["curve"]]
    assert losses[-1] < losses[0]
    assert len(translation.draw(results).data) == 2
    assert not (tmp_path / "checkpoints").exists()


def test_a_killed_run_goes_on_from_its_checkpoint(tmp_path, monkeypatch):
    monkeypatch.setattr(translation, "CHECKPOINTS", tmp_path / "checkpoints")

    def killed(*arguments, **options):
        save(*arguments, **options)
        raise KeyboardInterrupt

    save = translation.save_checkpoint
    monkeypatch.setattr(translation, "AVERAGED", 2)
    # What is learned is compared; the exam comes after it, and takes longer.
    monkeypatch.setattr(translation, "examine", lambda both, asked: ({}, []))
    whole = dict(translation.measure(quick=True))["curve"]
    monkeypatch.setattr(translation, "save_checkpoint", killed)
    with pytest.raises(KeyboardInterrupt):
        dict(translation.measure(quick=True))
    monkeypatch.setattr(translation, "save_checkpoint", save)
    resumed = dict(translation.measure(quick=True, done={"sizes"}))["curve"]
    for before, after in zip(whole, resumed, strict=True):
        assert before["step"] == after["step"]
        assert before["train loss"] == pytest.approx(after["train loss"])


def test_no_message_of_the_exam_was_learned_or_nearly():
    new, known = _translation_exam.questions()
    learned = translation_pairs("es", "train")
    asked = {q.pair for q in [*new, *known]}
    assert asked == set(translation_pairs("es", "test"))
    assert not asked & set(learned)
    assert max(q.similarity for q in new) < _translation_exam.SIMILAR
    assert min(q.similarity for q in known) >= _translation_exam.SIMILAR


def test_a_perfect_answer_scores_a_hundred_and_none_zero():
    right = [q.pair.foreign for q in _translation_exam.questions()[0][:40]]
    perfect = _translation_exam.score(right, right)
    assert perfect["bleu"] == pytest.approx(100)
    assert perfect["chrf"] == pytest.approx(100)
    assert perfect["exact"] == 1
    assert _translation_exam.score(["x"] * 40, right)["chrf"] < 1


def test_the_model_beats_looking_up_on_new_messages_and_not_on_known_ones():
    scores = {
        part: load("translation")[part]["scores"]
        for part in ("new", "nearly known")
    }
    new, known = scores["new"], scores["nearly known"]
    look_up = "the most similar message"
    gap = new["4 beams"]["bleu"] - new[look_up]["bleu"]
    assert gap > new["4 beams"]["bleu interval"]
    assert known[look_up]["chrf"] > known["4 beams"]["chrf"]
    assert known["4 beams"]["bleu"] > 1.5 * new["4 beams"]["bleu"]


def test_rounding_the_weights_changed_next_to_nothing():
    run = load("translation")
    before, after = run["before rounding"], run["after rounding"]
    assert abs(before["valid loss"] - after["valid loss"]) < 0.02
    assert abs(before["valid chrf"] - after["valid chrf"]) < 1
