"""How a model learns: the loss, the optimizer, the data and the loop."""
