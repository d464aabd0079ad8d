"""The examples in docstrings say what the code does."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import forecasting
import planner


def modules() -> Iterator[ModuleType]:
    for package in (planner, forecasting):
        for found in pkgutil.walk_packages(package.__path__, prefix=f"{package.__name__}."):
            yield importlib.import_module(found.name)


def test_examples_in_docstrings_hold() -> None:
    results = {module.__name__: doctest.testmod(module) for module in modules()}
    assert {name: result for name, result in results.items() if result.failed} == {}
    assert sum(result.attempted for result in results.values()) > 0
