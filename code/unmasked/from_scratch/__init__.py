"""The same ideas in NumPy alone: to read, to check against, to run in a page.

Nothing here imports torch.
"""
