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
# # Lab: a layer that thinks and remembers
#
# Each cell below has blanks, written `...`. Fill them in, run the cell, and read
# what the check says: it looks for the mistake you made, not only for the right
# answer. You need the lesson on
# [feed-forward layers](../transformer/feed-forward.md) and the course's package
# (`pip install -e .` in a clone of the repository). The
# [solutions](feed_forward_solutions.ipynb) are apart.

# %%
import numpy as np
import torch

from unmasked.experiments._small_facts import facts, learned, memory
from unmasked.feed_forward import MLP, relu
from unmasked.from_scratch.activations import silu
from unmasked.practice.feed_forward import (
    check_layer,
    check_rewrite,
    check_swiglu,
)
from unmasked.practice.feed_forward_lab import (
    check_backward,
    check_find,
    check_slope,
)

# %% [markdown]
# ## 1. Forward
#
# Up, bend with a ReLU, down. Weights multiply from the right, a row of `x` is a token.


# %%
def layer(x, up, b, down, c):
    hidden = ...
    return ...


check_layer(layer)

# %% [markdown]
# ## 2. Backward
#
# Here without biases. `grad` is the gradient of the output. Give those of `x`, `up`
# and `down`. What does a silent unit let through?


# %%
def backward(grad, x, up, down):
    before = x @ up  # what the ReLU gets
    d_down = ...
    d_hidden = ...
    return ..., ..., d_down


check_backward(backward)

# %% [markdown]
# ## 3. A slope for any activation
#
# Move `x` a little to both sides, and see how much `function(x)` moves.


# %%
def slope(function, x):
    step = 1e-5
    return ...


check_slope(slope)

# %% [markdown]
# ## 4. A gate
#
# SwiGLU, without biases. `silu` is imported above.


# %%
def swiglu(x, gate, up, down):
    return ...


check_swiglu(swiglu)

# %% [markdown]
# ## 5. Find
#
# `key` says how strongly each unit answers to a fact, column i of `values` is what unit
# i writes, and `toward` is the direction in the stream that speaks for the answer.
# Return the numbers of the units, the one that speaks most for it first.


# %%
def find(key, values, toward):
    return ...


check_find(find)

# %% [markdown]
# ## 6. Rewrite
#
# `w` writes `w @ k` for the key `k`. Make it write `v`, along the direction `u` that
# solves `c @ u = k`, so that the keys that went into `c` feel it least.


# %%
def rewrite(w, k, v, c):
    u = ...
    return ...


check_rewrite(rewrite)

# %% [markdown]
# ## 7. Yours against the package's

# %%
torch.manual_seed(0)
theirs = MLP(d_model=6, d_ff=24, activation=relu).double()
x = np.random.default_rng(0).standard_normal((5, 6))
weights = [
    part.detach().numpy().T
    for linear in (theirs.up_proj, theirs.down_proj)
    for part in (linear.weight, linear.bias)
]
ours = layer(x, *weights)
if ours is ...:
    print("Nothing to compare yet.")
else:
    same = np.allclose(ours, theirs(torch.from_numpy(x)).detach().numpy())
    print("Equal to the package:", same)

# %% [markdown]
# ## 8. A fact in a trained memory
#
# 80 facts, learned by a layer of 128 units. Fact 0 is what Ada likes. Silence the
# units that you found, ten of 128; then rewrite the fact and ask all 80 again. Your
# functions work on these arrays as they are.

# %%
known = facts(0)
held = memory(learned(known, seed=0), known.people, known.verbs)
stream, keys, values, bias, head = (
    part.detach().double().numpy() for part in held
)
answers = known.answers.numpy()


def right(keys, values):
    return ((stream + keys @ values.T + bias) @ head.T).argmax(1) == answers


toward = head[answers[0]] - head.mean(axis=0)
order = find(keys[0], values, toward)
if order is ...:
    print("Nothing to silence yet.")
else:
    silenced = keys.copy()
    silenced[:, order[:10]] = 0
    print("Ada's fact is still there:", right(silenced, values)[0])
    print("facts lost:", int((~right(silenced, values)).sum()))

# %%
new = (answers[0] + 1) % 20
toward = head[new] - head[answers[0]]
lead = (head @ (stream[0] + keys[0] @ values.T + bias)) @ (
    np.eye(20)[answers[0]] - np.eye(20)[new]
)  # by how much the old animal is ahead
wanted = keys[0] @ values.T + 2 * lead * toward / (toward @ toward)
covariance = keys.T @ keys + 0.01 * np.eye(128)
changed = rewrite(values, keys[0], wanted, covariance)
if changed is ...:
    print("Nothing to rewrite yet.")
else:
    said = ((stream + keys @ changed.T + bias) @ head.T).argmax(1)
    print("Ada now likes the new animal:", said[0] == new)
    print("other facts changed:", int((said != answers)[1:].sum()))

# %% [markdown]
# ## Where to go from here
#
# Rewrite with `covariance = np.eye(128)` and count again. Then do both for fact 1, and
# ask with the twin of the verb: `memory(learned(known, seed=0), known.people,
# known.verbs + 4)` gives its stream and keys. Which of the two edits carries over?
