"""A trained run writes, as long as asked, and says what is missing."""

import json
from itertools import islice

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from tests.component import DEVICES
from torch import nn

from unmasked.generation import generate
from unmasked.generation.decode import GREEDY
from unmasked.models.gpt2 import GPT2, GPT2Config
from unmasked.training import train, write
from unmasked.training.checkpoint import latest_checkpoint
from unmasked.training.write import as_text, load_run, main, write_on

SMALL = [
    "--layers=1", "--heads=2", "--width=16", "--context=8",
    "--batch-size=2", "--steps=3", "--evaluate-batches=1", "--device=cpu",
]  # fmt: skip


@pytest.fixture(scope="module", params=["gpt2", "llama"])
def run(request, tmp_path_factory):
    """The folder of a run of three steps."""
    folder = tmp_path_factory.mktemp(request.param)
    text = folder / "whales.txt"
    text.write_text("Wale 🐳 schwimmen weit. " * 100, "utf-8")
    settings = [
        f"--model={request.param}",
        f"--text={text}",
        "--vocab-size=270",
    ]
    assert train.main([*SMALL, *settings, f"--out={folder / 'run'}"]) == 0
    return folder / "run"


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(2)
    model = GPT2(
        GPT2Config(
            vocab_size=50, n_layers=2, d_model=16, n_heads=2, max_length=6
        )
    ).eval()
    for weight in model.parameters():
        if weight.ndim == 2:  # large ones: each token read changes what comes
            nn.init.normal_(weight)
    return model


def test_a_run_comes_back_with_the_weights_of_its_checkpoint(run):
    model, tokenizer = load_run(run)
    saved = load_file(latest_checkpoint(run) / "model.safetensors")
    assert saved.keys() == dict(model.named_parameters()).keys()
    for name, weight in model.named_parameters():
        assert torch.equal(weight, saved[name])
    assert not model.training
    assert tokenizer.decode(tokenizer.encode("Wale 🐳")) == "Wale 🐳"


def test_within_the_context_it_writes_what_generate_writes(model):
    written = write_on(model, [3, 1], max_new_tokens=5, choose=GREEDY)
    assert [list(written)] == generate(model, [[3, 1]], max_new_tokens=5)


@pytest.mark.against(rule="full passes over the same window", exactly=True)
@pytest.mark.parametrize("prompt", [[3], [1] * 6, [7, 2] * 4])
@torch.inference_mode()
def test_past_the_context_the_second_half_is_read_anew(model, prompt):
    seen, expected = list(prompt), []
    for _ in range(20):
        if len(seen) > 6:
            seen = seen[-3:]
        best = int(model(torch.tensor([seen]))[0, -1].argmax())  # no cache
        seen.append(best)
        expected.append(best)
    written = write_on(model, prompt, max_new_tokens=20, choose=GREEDY)
    assert list(written) == expected
    assert len(set(expected)) > 2  # or any window would give the same


def test_a_context_of_one_token_suffices():
    tiny = GPT2(
        GPT2Config(vocab_size=9, n_layers=1, d_model=4, n_heads=1, max_length=1)
    )
    written = write_on(tiny, [2, 5], max_new_tokens=4, choose=GREEDY)
    assert len(list(written)) == 4


def test_tokens_come_as_they_are_chosen(model):
    asked = []

    def choose(logits, tokens, real):
        asked.append(tokens.shape)
        return GREEDY(logits, tokens, real)

    written = write_on(model, [3], max_new_tokens=20, choose=choose)
    assert len(list(islice(written, 4))) == len(asked) == 4


@pytest.mark.parametrize(
    ("tokens", "n", "message"), [([1], 0, "max_new_tokens=0"), ([], 5, "empty")]
)
def test_there_must_be_something_to_read_and_to_write(
    model, tokens, n, message
):
    with pytest.raises(ValueError, match=message):
        list(write_on(model, tokens, max_new_tokens=n, choose=GREEDY))


@given(st.binary(max_size=40), st.integers(1, 3))
def test_text_in_parts_is_the_text_whole(spelled, step):
    parts = [spelled[i : i + step] for i in range(0, len(spelled), step)]
    assert "".join(as_text(parts)) == spelled.decode("utf-8", "replace")


@pytest.mark.parametrize("device", DEVICES)
def test_the_command_writes_on_from_the_prompt(run, device, capsys):
    def written(*options):
        out = [f"--out={run}", f"--device={device}", "--tokens=30"]
        assert main(["Wale 🐳", *out, *options]) == 0
        return capsys.readouterr().out

    text = written("--seed=1", "--temperature=1")
    assert text.startswith("Wale 🐳")
    assert text == written("--seed=1", "--temperature=1")
    assert text != written("--seed=2", "--temperature=1")
    assert written("--temperature=0") == written("--top-k=1")


def test_what_was_written_before_ctrl_c_stands(run, capsys, monkeypatch):
    def interrupted(*arguments, **options):
        yield [70]
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "stream", interrupted)
    assert main(["Wale", f"--out={run}"]) == 0
    assert capsys.readouterr().out == "WaleF\n"


def refusal(capsys, *arguments):
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_folder_without_a_run_is_named_with_what_makes_one(tmp_path, capsys):
    message = refusal(capsys, f"--out={tmp_path}")
    assert f"unmasked.training.train --out {tmp_path}" in message


def test_a_run_without_a_checkpoint_is_no_run_yet(tmp_path, capsys):
    (tmp_path / "settings.json").write_text("{}")
    assert "no run with a checkpoint" in refusal(capsys, f"--out={tmp_path}")


def test_damaged_settings_are_named(tmp_path, capsys):
    (tmp_path / "step-00000003").mkdir()
    (tmp_path / "settings.json").write_text('{"layers": 1')
    assert "settings.json is damaged" in refusal(capsys, f"--out={tmp_path}")


def test_settings_that_do_not_fit_the_weights_are_refused(run, capsys):
    path = run / "settings.json"
    before = path.read_text()
    path.write_text(json.dumps(json.loads(before) | {"layers": 2}))
    try:
        assert "blocks.1" in refusal(capsys, f"--out={run}")
    finally:
        path.write_text(before)


def test_an_empty_prompt_is_refused(run, capsys):
    assert "empty" in refusal(capsys, "", f"--out={run}")
