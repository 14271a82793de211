"""Checks for the exercises: what is right, what is wrong, and why.

Those of the lessons need NumPy alone, so that they run in a browser too. The
modules are private, and no page lists them: they know the answers.
"""
