"""The code that came with ANNalog's weights, as a reference."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

import pytest

from unmasked.pretrained.annalog import annalog_file


@pytest.fixture(scope="module")
def annalog_code():
    """The package's modules, without what they would need to run alone."""
    folder = annalog_file("Lev_extended.pt").parents[1] / "model_files"
    spec = spec_from_file_location(
        "annalog_reference",
        folder / "__init__.py",
        submodule_search_locations=[str(folder)],
    )
    package = module_from_spec(spec)
    sys.modules["annalog_reference"] = package
    spec.loader.exec_module(package)
    yield package
    for name in [n for n in sys.modules if n.startswith("annalog_reference")]:
        del sys.modules[name]
