"""One file per claim: `measure(...)` returns results, `draw(results)` a figure.

What a lesson says about numbers, it says from here.
"""

from unmasked.experiments.recorded import load, provenance

__all__ = ["load", "provenance"]
