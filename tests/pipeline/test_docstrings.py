import doctest
import importlib
import pkgutil

import pytest

import course

MODULES = [module.name for module in pkgutil.iter_modules(course.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_pipeline_are_true(name):
    module = importlib.import_module(f"course.{name}")
    assert doctest.testmod(module).failed == 0
