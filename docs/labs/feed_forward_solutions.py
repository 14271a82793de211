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
# # Lab: a layer that thinks and remembers. Solutions
#
# One way to fill in each blank of the [lab](feed_forward.ipynb). Try yours first:
# the checks accept every right answer, not only these.

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


# %%
def layer(x, up, b, down, c):
    return np.maximum(x @ up + b, 0) @ down + c


check_layer(layer)

# %% [markdown]
# ## 2. Backward
#
# Down gets the bent numbers; what arrives below is stopped at silent units.


# %%
def backward(grad, x, up, down):
    before = x @ up  # what the ReLU gets
    d_down = np.maximum(before, 0).T @ grad
    d_hidden = grad @ down.T * (before > 0)
    return d_hidden @ up.T, x.T @ d_hidden, d_down


check_backward(backward)

# %% [markdown]
# ## 3. A slope for any activation


# %%
def slope(function, x):
    step = 1e-5
    return (function(x + step) - function(x - step)) / (2 * step)


check_slope(slope)

# %% [markdown]
# ## 4. A gate


# %%
def swiglu(x, gate, up, down):
    return (silu(x @ gate) * (x @ up)) @ down


check_swiglu(swiglu)

# %% [markdown]
# ## 5. Find


# %%
def find(key, values, toward):
    return np.argsort(-key * (toward @ values))


check_find(find)

# %% [markdown]
# ## 6. Rewrite


# %%
def rewrite(w, k, v, c):
    u = np.linalg.solve(c, k)
    return w + np.outer(v - w @ k, u) / (u @ k)


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
