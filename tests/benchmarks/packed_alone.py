"""A million cases and more as packed columns alone, as the job would have made them of their rows.

Who counts reads no row of a packed case, so none is stored; the cases that changed are stored whole. Making
columns of rows is measured where there are fewer.
"""

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
from django.db import transaction

from audit import record
from audit.actor import SEGMENTS, job
from audit.verbs import Verb
from cases.models import Segment
from cases.statistics.decoding import Columns
from cases.statistics.packed.answers import Answers
from cases.statistics.packed.asked import asked
from cases.statistics.packed.crossing import cross_tables
from cases.statistics.packed.index import Index, Year, stands_at
from cases.statistics.packed.layout import PERSONS, POSTS, halves, packed
from tests.benchmarks.many_cases import Made

SHARED = ("kind", "concern", "focus_country", "urgency", "scheme", "channel", "asker", "month")


def store(made: Made, post: uuid.UUID) -> None:
    """Columns of each year, what the tables ask of it, and the index."""
    years = {year: _year(columns, newest) for year, columns, newest in _by_year(made, post)}
    given, seen = asked(years, date(max(years) + 2, 1, 1))
    with transaction.atomic():
        for year, answers in given.items():
            row = Segment(content=Answers.dump(answers))
            row.save(force_insert=True)
            said = years[year]
            years[year] = Year(
                said.columns, said.asked, said.newest, said.erased, said.spans, said.later, row.pk.hex, seen
            )
        index = Index(stands_at() + 1, datetime.now(UTC), years)
        Segment.objects.filter(pk=SEGMENTS).delete()
        Segment(pk=SEGMENTS, content=index.dump()).save(force_insert=True)
        record.write(Verb.SEGMENTS_MADE, actor=job("segments"), chain=SEGMENTS, revision=index.number)


def _year(columns: Columns, newest: int) -> Year:
    tables = cross_tables(newest // 10_000, columns)
    contents = {name: packed(column) for name, column in columns.items()} | tables
    rows = {name: Segment(content=content) for name, content in contents.items()}
    Segment.objects.bulk_create(rows.values())
    named = {name: row.pk.hex for name, row in rows.items()}
    return Year(named, len(columns["c.high"]), newest, erased=False, spans=True, later=False)


def _by_year(made: Made, post: uuid.UUID) -> Iterator[tuple[int, Columns, int]]:
    cases, persons, owner = made.cases, made.persons, made.owner
    for year in np.unique(cases["year"]).tolist():
        mine = np.flatnonzero(cases["year"] == year)
        hers = np.flatnonzero(persons["year"] == year)
        number = len(mine)
        ids = sorted(os.urandom(16) for _one in range(number))
        per_case = np.bincount(owner, minlength=len(cases["year"]))[mine]
        half = np.where(cases["month"][mine] < 7, 1, 7)
        none, once = np.zeros(number, dtype=np.int64), np.ones(number, dtype=np.int64)
        columns = {
            **halves(ids),
            "c.asked": once,
            "c.entries": once,
            "c.spans": once,
            **{name: cases[name][mine] for name in SHARED},
            **dict.fromkeys(("circumstances", "actions", "case_background", "abroad", "post"), none),
            "overlap": 1 << cases["scheme"][mine],
            "persons": per_case,
            **{name: persons[name][hers] for name in PERSONS},
            "s.month": half,
            "s.kind": cases["kind"][mine],
            "s.scheme": cases["scheme"][mine],
            "s.ended": once,
            **dict.fromkeys(("l.entry", "l.day", "l.actions"), none[:0]),
            POSTS: np.frombuffer(post.bytes, dtype=">u8").astype(np.uint64),
        }
        yield year, columns, year * 10_000 + 1231
