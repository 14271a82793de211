"""What a transformer costs: every formula in one place, as plain functions.

All take the sizes as keywords, so that one dictionary of sizes can be handed
from one to the next. A size that a function does not need it does not take.
"""
