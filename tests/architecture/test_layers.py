"""Imports go one way, and what must not know the door does not import it."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, imports, modules

LAYERS = ("config", "cases", "advisory", "audit")


def test_the_contracts_hold() -> None:
    """In a process of its own: the linter sets up logging anew and silences every logger there was."""
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    done = subprocess.run([*linter, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("layer", LAYERS)
def test_no_module_imports_a_layer_above_its_own(layer: str) -> None:
    """The same by our own reading, late imports included."""
    above = LAYERS[: LAYERS.index(layer)]
    for name in modules():
        if name.startswith(f"{layer}/"):
            assert not {one for one in imports(name) if one.split(".")[0] in above}, name


def test_statistics_know_neither_the_door_nor_the_texts() -> None:
    for name in modules():
        if name.startswith("cases/statistics/"):
            assert not imports(name) & {"cases.access", "cases.models.draft"}, name
            assert "narrative" not in modules()[name], name


def test_views_save_nothing() -> None:
    """A view asks the door and calls a service; no view writes a row."""
    import ast

    from tests.architecture.source import tree

    writing = {"save", "delete", "create", "bulk_create", "update_or_create", "get_or_create", "bulk_update"}
    for name in modules():
        if "/views" not in name:
            continue
        called = {
            node.func.attr
            for node in ast.walk(tree(name))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not called & writing, name


def test_only_the_pure_parts_of_sealing_and_the_chain_touch_no_database() -> None:
    for name in ("audit/chain.py", "advisory/sealing/cipher.py", "advisory/sealing/padding.py"):
        assert not {one for one in imports(name) if one.startswith("django")}, name
