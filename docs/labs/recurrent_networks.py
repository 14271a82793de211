# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab: build recurrent networks
#
# Each cell below has blanks, written `...`. Fill them in, run the cell, and read
# what the check says: it looks for the mistake you made, not only for the right
# answer. You need the lesson on
# [recurrent networks](../start/recurrent-networks.md) and the course's package
# (`pip install -e .` in a clone of the repository). The
# [solutions](recurrent_networks_solutions.ipynb) are apart.

# %%
import numpy as np
import torch

from unmasked.practice.recurrent_networks import check_additive, check_clip
from unmasked.practice.recurrent_networks_lab import (
    check_gru_step,
    check_lstm_step,
    check_rnn,
    check_rnn_backward,
)

rng = np.random.default_rng(0)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


# %% [markdown]
# ## 1. A recurrent network
#
# Tokens `x` are `(seq, d_in)`, the first state `h` is `(d_hidden,)`. Give all
# states, `(seq, d_hidden)`: $h_t = \tanh(W x_t + U h_{t-1} + b)$.


# %%
def rnn(x, w, u, b, h):
    states = []
    for token in x:
        h = ...
        states.append(h)
    return ...


check_rnn(rnn)

# %% [markdown]
# ## 2. Back through time
#
# `grad` is the gradient at the *last* state. Carry it back to every token:
# $\delta_t = (\text{what arrives at } h_t) \odot (1 - h_t^2)$, the token gets
# $W^\top \delta_t$, and $U^\top \delta_t$ arrives at the state before.


# %%
def rnn_backward(grad, states, w, u):
    at_tokens = []
    for h in states[::-1]:
        delta = ...
        at_tokens.append(...)
        grad = ...
    return ...  # the first token first


check_rnn_backward(rnn_backward)

# %% [markdown]
# Is it what autograd finds?

# %%
x, h, b = rng.normal(size=(6, 3)), np.zeros(4), np.zeros(4)
w, u = rng.normal(size=(4, 3)), rng.normal(size=(4, 4)) / 2
grad = rng.normal(size=4)
states = rnn(x, w, u, b, h)
ours = ... if states is ... else rnn_backward(grad, states, w, u)
if ours is ...:
    print("Nothing to compare yet.")
else:
    layer = torch.nn.RNN(3, 4, bias=False, batch_first=True).double()
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.from_numpy(w))
        layer.weight_hh_l0.copy_(torch.from_numpy(u))
    leaf = torch.from_numpy(x)[None].requires_grad_()
    (layer(leaf)[0][0, -1] @ torch.from_numpy(grad)).backward()
    print("Equal to autograd:", np.allclose(ours, leaf.grad[0].numpy()))

# %% [markdown]
# ## 3. One step of an LSTM
#
# `i, f, g, o` are the four sums $Wx + Uh + b$, before any bend. Give the hidden
# state and the cell.


# %%
def lstm_step(i, f, g, o, cell):
    cell = ...
    hidden = ...
    return hidden, cell


check_lstm_step(lstm_step)

# %% [markdown]
# ## 4. One step of a GRU
#
# `r` and `z` are the gates' sums. `n_x` is $Wx + b$ of the candidate and `n_h`
# its $Uh + b'$; the reset gate acts on the second alone. `z` is what stays.


# %%
def gru_step(r, z, n_x, n_h, h):
    new = ...
    return ...


check_gru_step(gru_step)

# %% [markdown]
# ## 5. Clip a gradient


# %%
def clip(gradient, longest):
    return ...


check_clip(clip)

# %% [markdown]
# ## 6. Additive attention
#
# $e_j = v^\top \tanh(W s + U h_j)$, a softmax over $j$, and the average of the
# $h_j$. `h` is `(n, d_h)`, the result `(d_h,)`.


# %%
def context(s, h, w, u, v):
    scores = ...
    weights = ...
    return ...


check_additive(context)

# %% [markdown]
# ## 7. Measure a reach of your own
#
# With your `rnn` and `rnn_backward`: how much of a gradient is left twenty steps
# back, for a random $U$ of spectral radius 0.5, 1 and 2? Then make the inputs ten
# times as large and look again. Why does ρ = 2 fall?


# %%
def reach(radius, size_of_inputs=1.0):
    rng = np.random.default_rng(0)
    w, u = rng.normal(size=(32, 8)) / 8, rng.normal(size=(32, 32))
    u *= radius / np.abs(np.linalg.eigvals(u)).max()
    x = size_of_inputs * rng.normal(size=(21, 8))
    states = rnn(x, w, u, np.zeros(32), np.zeros(32))
    if states is ...:
        return None
    gradients = rnn_backward(rng.normal(size=32), states, w, u)
    if gradients is ...:
        return None
    lengths = np.linalg.norm(gradients, axis=1)
    return float(f"{lengths[0] / lengths[-1]:.1e}")


for size_of_inputs in (1.0, 10.0):
    left = [reach(radius, size_of_inputs) for radius in (0.5, 1.0, 2.0)]
    print(f"inputs of size {size_of_inputs:g}: {left}")

# %% [markdown]
# ## Where to go from here
#
# Read `unmasked/from_scratch/rnn.py`, which is the first two sections in one file,
# for batches and with the gradients of the weights. Then derive the same for the
# LSTM's cell, and check it against autograd.
