"""Every job that acts without a person has a name that a privacy officer understands."""

import ast
from collections.abc import Iterator

from advisory.job_names import NAMES
from tests.architecture.source import ROOT, modules, tree


def named_in(code: ast.Module) -> Iterator[str]:
    """What is given to `job(...)`, a constant of the same module followed to its text."""
    texts = {
        target.id: node.value.value
        for node in code.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "job":
            (given,) = node.args
            yield str(texts[given.id] if isinstance(given, ast.Name) else ast.literal_eval(given))


def test_every_job_of_the_code_is_named() -> None:
    migrations = [ast.parse(path.read_text()) for path in ROOT.glob("*/migrations/0*.py")]
    jobs = {name for code in [*map(tree, modules()), *migrations] for name in named_in(code)}
    assert len(jobs) > 10
    assert jobs - NAMES.keys() == set()
