"""Sequence to sequence with attention."""

import pytest
import torch
import torch.nn.functional as F

from tests.component import check_component
from unmasked.recurrent.seq2seq import Seq2Seq

LENGTHS = torch.tensor([5, 2, 4])


def model(d_hidden=6) -> Seq2Seq:
    return Seq2Seq(
        source_vocab_size=11,
        target_vocab_size=13,
        d_model=3,
        d_hidden=d_hidden,
    )


def texts():
    return torch.randint(0, 11, (3, 5)), torch.randint(0, 13, (3, 4))


def test_keeps_the_promises_of_a_component():
    source, target = texts()
    check_component(model(), source[:, :3], target[:, :2], LENGTHS.clamp(max=3))


@pytest.mark.against(rule="the paper's equations, one token at a time")
def test_agrees_with_the_equations_of_the_paper():
    # Appendix A.2.2, with PyTorch's cell for the gated unit.
    m, (source, target) = model(), texts()
    h, first = m.encoder(m.source_embed(source), LENGTHS)
    cell = torch.nn.GRUCell(3 + 12, 6)
    cell.weight_ih, cell.bias_ih = m.decoder.input_proj.parameters()
    cell.weight_hh, cell.bias_hh = m.decoder.state_proj.parameters()
    w_a, u_a = m.attention.q_proj.weight, m.attention.k_proj.weight
    v_a = m.attention.score_proj.weight[0]
    u_o, v_o, c_o = m.combine.weight.split([6, 3, 12], dim=1)
    logits, alignment = m(source, target, LENGTHS)
    for row, length in enumerate(LENGTHS):
        s = torch.tanh(m.start.weight @ first[row] + m.start.bias)
        states = h[row, :length]
        for i, token in enumerate(target[row]):
            energies = torch.stack([
                v_a @ torch.tanh(w_a @ s + u_a @ state) for state in states
            ])  # fmt: skip
            alpha = energies.softmax(0)
            c = (alpha[:, None] * states).sum(0)
            y = m.target_embed.weight[token]
            t = u_o @ s + v_o @ y + c_o @ c + m.combine.bias
            t = torch.stack([t[2 * k : 2 * k + 2].max() for k in range(3)])
            torch.testing.assert_close(logits[row, i], m.head.weight @ t)
            torch.testing.assert_close(alignment[row, i, :length], alpha)
            s = cell(torch.cat([y, c]), s)


def test_the_source_is_projected_once_for_all_target_tokens():
    m, (source, target) = model(), texts()
    calls = []
    m.attention.k_proj.register_forward_hook(lambda *_: calls.append(1))
    m(source, target, LENGTHS)
    assert len(calls) == 1


def test_projecting_once_gives_what_projecting_each_time_gives():
    m, (source, target) = model(), texts()
    logits, alignment = m(source, target, LENGTHS)
    logits.square().sum().backward()
    once = [weight.grad.clone() for weight in m.parameters()]
    m.zero_grad()
    states, s = m.encode(source, LENGTHS)
    for i, token in enumerate(target.unbind(dim=1)):
        keys = m.attention.project(states)
        scores, look, s = m.step(token, s, states, keys, LENGTHS)
        scores.square().sum().backward(retain_graph=True)
        torch.testing.assert_close(scores, logits[:, i])
        torch.testing.assert_close(look, alignment[:, i])
    again = [weight.grad for weight in m.parameters()]
    torch.testing.assert_close(once, again)


def test_alignment_is_a_distribution_over_the_real_source_tokens():
    _, alignment = model()(*texts(), LENGTHS)
    torch.testing.assert_close(alignment.sum(-1), torch.ones(3, 4))
    assert not alignment[1, :, 2:].any()


def test_padding_changes_nothing():
    m, (source, target) = model(), texts()
    logits, _ = m(source, target, LENGTHS)
    alone, _ = m(source[1:2, :2], target[1:2], LENGTHS[1:2])
    torch.testing.assert_close(logits[1:2], alone)


def test_the_past_does_not_see_the_future():
    m, (source, target) = model(), texts()
    changed = target.clone()
    changed[:, 2:] = (changed[:, 2:] + 1) % 13
    before, _ = m(source, target, LENGTHS)
    after, _ = m(source, changed, LENGTHS)
    torch.testing.assert_close(before[:, :2], after[:, :2])
    assert not torch.allclose(before[:, 2:], after[:, 2:])


def test_learns_to_write_a_text_backwards():
    m = Seq2Seq(
        source_vocab_size=8, target_vocab_size=8, d_model=16, d_hidden=32
    )
    optimizer = torch.optim.Adam(m.parameters(), lr=0.01)
    lengths = torch.full((16,), 4)
    for _ in range(100):
        source = torch.randint(1, 8, (16, 4))
        wanted = source.flip(1)
        written = F.pad(wanted[:, :-1], (1, 0))  # 0 means "start"
        logits, _ = m(source, written, lengths)
        loss = F.cross_entropy(logits.flatten(0, 1), wanted.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert (logits.argmax(-1) == wanted).float().mean() > 0.9


def test_an_odd_width_is_refused():
    with pytest.raises(ValueError, match="d_hidden=7 must be even"):
        model(d_hidden=7)


def test_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match="d_hidden=0 must be at least 1"):
        model(d_hidden=0)


def test_an_empty_target_is_refused():
    source, target = texts()
    with pytest.raises(ValueError, match="the target needs at least one token"):
        model()(source, target[:, :0], LENGTHS)


def test_tokens_and_lengths_that_do_not_fit_are_refused():
    m, (source, target) = model(), texts()
    with pytest.raises(ValueError, match="between 0 and 10, got 11"):
        m(torch.full_like(source, 11), target, LENGTHS)
    with pytest.raises(ValueError, match=r"between 1 and 5, got \[6\]"):
        m(source, target, LENGTHS.where(LENGTHS != 5, 6))
