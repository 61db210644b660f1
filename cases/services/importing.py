"""Takes a file of cases in: all of it in one transaction, recorded, or nothing and every bad row named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from advisory.models import Post
from advisory.sealing.lookup import file_tags
from audit import record
from audit.actor import HOUSE, Actor
from audit.models import Entry
from audit.verbs import Verb
from cases.importing import columns
from cases.importing.errors import Bad, BadRows, NotAFile, TakenAlready
from cases.importing.plans import plans
from cases.importing.rows import Reader
from cases.importing.sheet import lines
from cases.models import CountedYear
from cases.services.past_cases import Counted, Plan, write_all


@dataclass(frozen=True, slots=True)
class Taken:
    """What the file holds; `written` is None when it was only tried."""

    cases: int
    persons: int
    first: date
    last: date
    written: Counted | None


def import_cases(*, actor: Actor, path: Path, only_try: bool = False, counted: Collection[int] = ()) -> Taken:
    """Take the file in, or only try it. Raises NotAFile, TakenAlready, BadRows with every bad row.

    Years in `counted` are counted here from now on, where they were shown as printed elsewhere.
    """
    posts = {post.profile["key"]: post for post in Post.objects.select_related("group")}
    found = _plans(path, posts)
    days = [lane.received_on for plan in found for lane in plan.lanes]
    written = None
    if not only_try:
        newest, *older = (f"file-{tag}" for tag in file_tags(path.read_bytes()))
        with transaction.atomic():
            if {newest, *older} & _taken():
                raise TakenAlready
            written = write_all(actor, found, posts)
            # Two who take the same file in at once come here one after the other.
            record.anchored(HOUSE, lock=True)
            if {newest, *older} & _taken():
                raise TakenAlready
            for year in counted:
                CountedYear.objects.get_or_create(year=year)
            record.write(
                Verb.CASES_IMPORTED,
                actor=actor,
                chain=HOUSE,
                fields=[f"cases-{written.cases}", *(f"counted-{year}" for year in counted), newest],
            )
    return Taken(
        cases=len(found),
        persons=sum(len(plan.persons) for plan in found),
        first=min(days),
        last=max(days),
        written=written,
    )


def _taken() -> set[str]:
    """The tags of all files that the trail knows of, among other words."""
    entries = Entry.objects.filter(verb=Verb.CASES_IMPORTED).values_list("fields", flat=True)
    return {word for fields in entries for word in fields.split(" ")}


def _plans(path: Path, posts: dict[str, Post]) -> list[Plan]:
    reader = Reader(posts, timezone.localdate())
    read = list(lines(path))
    if not read:
        raise NotAFile("The file has no rows.")
    named = set(read[0][1])
    unknown = [Bad(1, name, "There is no such column.") for name in sorted(named - set(columns.ALL))]
    missing = [Bad(1, name, "This column is needed.") for name in columns.REQUIRED if name not in named]
    if unknown or missing:
        raise BadRows(unknown + missing)
    rows = [row for line in read if (row := reader.row(line)) is not None]
    made = plans(rows, reader.found)
    if reader.found:
        raise BadRows(sorted(reader.found, key=lambda bad: (bad.line, bad.column)))
    return made
