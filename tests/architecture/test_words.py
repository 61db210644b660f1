"""Words that only a few files may say: whoever adds a file to a list here says why the door is not enough."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.architecture.source import ROOT, imports, modules, names, templates, tree, users_of

# The manager that sees every case, whoever asks.
UNSCOPED = {
    "cases/access.py": "is the door",
    "cases/chains.py": "tells the trail which chains must exist: ids alone",
    "cases/models/case.py": "names the manager",
    "cases/services/past_cases.py": "closes what it has just inserted",
    "cases/models/event.py": "names the manager",
    "cases/models/inquiry.py": "names the manager",
    "cases/models/person.py": "names the manager",
    "cases/models/ruling.py": "names the manager; tells the door who is kept out of what",
    "cases/answers_told.py": "looks for where an asked post wrote last: ids and times, and asks the door",
    "cases/news.py": "looks for what was ruled of late: ids and times alone, and asks the door whose it is",
    "cases/queue_rows.py": "looks for what waits in cases that she may see: ids, posts and times alone",
    "cases/waiting.py": "counts what waits for who opens her first page: ids and times alone",
    "cases/services/access_ends.py": "looks for what is over: ids and times alone",
    "cases/services/case_name_rows.py": "looks for cases whose texts are gone, by ids and times alone",
    "cases/services/chase.py": "looks for what is overdue: ids, posts and times alone",
    "cases/services/cover.py": "looks for open lanes without anybody: ids, posts and who took them alone",
    "cases/services/matter_sides.py": "locks two cases that are linked, and asks which post leads each",
    "cases/services/matter_links.py": "asks whether a lane still leads the case that was handed out",
    "cases/services/follow_ups_due.py": "looks for follow-ups that are due: ids, posts and times alone",
    "cases/services/digest.py": "looks for what is due today: ids, posts and times alone",
    "cases/services/lost.py": "takes out rows that nothing opens any more",
    "cases/services/expired.py": "looks for what comes due: ids and dates alone",
    "cases/services/reencryption.py": "counts them",
    "cases/services/segments.py": "takes its mark from each case that was packed, by ids alone",
    "cases/services/workload.py": "counts lanes by post from clear columns, and hands out numbers alone",
    "cases/seal.py": "reads all rows of a case to see whether they hold together, and opens none",
    "cases/services/glass.py": "tells the privacy officer who was let in when, and of which number",
    "cases/services/passing_on.py": "looks for the open cases of a post that nobody holds: ids alone",
    "cases/services/representatives.py": "weighs open lanes by post and by when they are due: numbers alone",
    "cases/services/rulings.py": "looks for what was ruled on an account in a case that is being changed",
    "cases/services/unheld.py": "looks for open cases at posts without anybody: ids, status and times alone",
    "cases/services/kept_words.py": "looks for the first lane of a case that is being changed",
    "cases/services/events.py": "tells whether a message is called so: nothing of it",
    "cases/services/inquiries.py": "writes rows of a case that the door handed out, or that it made",
    "cases/services/lanes.py": "decides by all lanes of a case that is changed, and shows none of them",
}
UNSCOPED_FOLDERS = {
    "cases/statistics/": "counts the facts of all cases and hands out figures alone",
    "cases/demo/": "makes up cases, and looks whether there are any",
    "cases/management/commands/": "is run on the server, not by a reader",
}
# What opens a row's facts and texts. Nobody else may make one or hang one on a row.
LOCK = re.compile(r"(?<![\w.])Lock\(|\.lock\s*=(?!=)")
LOCKS = {
    "cases/access.py": "is the door",
    "cases/services/inquiries.py": "gives a case that it has just made the key that it has just made",
    "cases/services/revisions.py": "derives whom each lane awaits, and shows nobody what it is derived from",
    "cases/services/unattended.py": "opens facts for a job that strips them, and shows them to nobody",
}
GUARDIAN = {"cases/access.py", "cases/models/grant.py"}
LONG = {
    "cases/statistics/dimensions.py": "what a question may choose, one declaration each in three languages",
    "cases/statistics/past.py": "the published series, one declaration each in three languages",
    "audit/chain.py": "what makes a chain whole, read in one piece: entries, heads, start marks",
    "cases/access.py": "the one door, read in one piece: who may, and what a case is asked before it opens",
    "cases/lifespans.py": "one declaration a relation of the database, read as one table",
    "cases/services/inquiries.py": "one function a rule, and the two that every one of them needs",
}
NEVER = {
    # guardian's ways that cost five saves, list everything, or open a second door
    "assign_perm",
    "remove_perm",
    "get_objects_for_user",
    "get_objects_for_group",
    "get_perms",
    "has_perm",
    "has_perms",
    "permission_required",
    # rights that nobody has here
    "is_superuser",
    "is_staff",
    # ways past the templates' escaping and past the form's token
    "mark_safe",
    "csrf_exempt",
    "SafeString",
    # ways to run what was stored
    "pickle",
    "eval",
    "exec",
    "print",
    "breakpoint",
}


def test_only_the_door_and_a_few_more_see_every_case() -> None:
    users = {name for name in users_of("unscoped") if not name.startswith(tuple(UNSCOPED_FOLDERS))}
    assert users == set(UNSCOPED)


def test_the_names_behind_the_manager_are_not_used_to_go_round_it() -> None:
    for word in ("_default_manager", "_base_manager"):
        assert users_of(word) == set()


def test_only_the_door_and_who_makes_a_case_open_its_lock() -> None:
    assert {name for name, text in modules().items() if LOCK.search(text)} == set(LOCKS)
    assert users_of("_text_key") == users_of("_hand_out") == {"cases/access.py"}


def test_only_three_jobs_read_whole_cases_past_the_door() -> None:
    """Re-encryption writes back what it opened, verify_seals and scan_texts drop it; none shows it."""
    doors = {"raw_cases", "raw_opening", "resealing"}
    users = {
        name for name in modules() if doors & (names(name) | {one.split(".")[-1] for one in imports(name)})
    }
    assert users - {f"cases/{one}.py" for one in doors} == {
        "cases/seal_check.py",
        "cases/text_scan.py",
        "cases/services/moving.py",
        "cases/services/reencryption.py",
    }


def test_only_the_door_and_the_grants_know_guardian() -> None:
    users = {name for name in modules() if any(one.split(".")[0] == "guardian" for one in imports(name))}
    assert users <= GUARDIAN


@pytest.mark.parametrize("word", sorted(NEVER))
def test_a_word_that_nobody_says(word: str) -> None:
    assert users_of(word) == set()


def test_case_models_have_no_open_manager() -> None:
    for name in ("Case", "Person", "Inquiry", "Event", "Ruling"):
        model = apps.get_model("cases", name)
        assert not hasattr(model, "objects")
        assert model._default_manager.name == model._base_manager.name == "unscoped"


def test_no_sql_is_written_where_the_orm_will_do() -> None:
    """Raw SQL stands where it was measured or the ORM cannot say it; nowhere does it hold typed text."""
    allowed = {
        "audit/append.py",
        "audit/changes.py",
        "audit/checks.py",
        "audit/reading.py",
        "audit/trimming.py",
        "audit/verify.py",
        "cases/raw_sql.py",
        "cases/services/insert.py",
        "config/checks.py",
        "config/doctor.py",
    }
    assert {name for name in users_of("cursor") if not name.startswith("cases/statistics/")} <= allowed
    assert users_of("RawSQL") == set()
    # The door's page of cases: one index range a post, in one question.
    assert {name for name, text in modules().items() if re.search(r"\.(raw|extra)\(", text)} <= {
        "cases/access.py"
    }


def test_every_module_says_why_it_exists() -> None:
    import ast

    for name, text in modules().items():
        if name.endswith("__init__.py") and not text.strip():
            continue
        assert ast.get_docstring(tree(name)) or "settings" in name, name


def test_modules_stay_short() -> None:
    lengths = {name: len(text.splitlines()) for name, text in modules().items()}
    long = {name: count for name, count in lengths.items() if count > 200 and name not in LONG}
    assert long == {}
    assert set(LONG) <= set(modules())


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [name for name, text in modules().items() if marks.search(text)] == []
    assert [name for name, text in templates() if marks.search(text)] == []


def test_no_file_names_the_machine_it_was_made_on() -> None:
    paths = re.compile(r"(?<![\w.])/(work|root|home)/")
    assert [name for name, text in [*modules().items(), *templates()] if paths.search(text)] == []
    assert not (ROOT / "uv.lock").exists()


def test_no_sentence_is_put_together_before_its_reader_is_known() -> None:
    """A lazy sentence with `%`, `+`, a method of text or in an f-string becomes text at once: of a field that
    is made when the module is read, in the language of the server."""
    assert not [(name, line) for name in modules() for line in put_together(tree(name))]


def test_a_sentence_put_together_too_early_is_found() -> None:
    lazily = "from django.utils.translation import gettext_lazy as _\n"
    for code in ('_("%d days") % 3', '_("a") + "b"', '_("{}").format(1)', 'f"{_(1)}"'):
        assert list(put_together(ast.parse(lazily + code)))
    assert not list(put_together(ast.parse('from django.utils.translation import gettext as _\n_("%d") % 3')))


def test_no_count_of_a_pattern_is_taken_for_a_value() -> None:
    """In an f-string `\\w{0,12}` matches "(0, 12)": the braces of a count are written twice there."""
    assert not [
        (name, node.lineno)
        for name in modules()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Tuple | ast.Constant)
    ]


def put_together(module: ast.Module) -> Iterator[int]:
    """The lines on which a sentence that is to be translated later becomes text."""
    lazy = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name.endswith("_lazy")
    }

    def is_lazy(node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in lazy

    for node in ast.walk(module):
        parts: list[ast.expr] = []
        if isinstance(node, ast.BinOp):
            parts = [node.left, node.right]
        elif isinstance(node, ast.Attribute | ast.FormattedValue):
            parts = [node.value]
        if any(is_lazy(part) for part in parts):
            yield node.lineno
