"""A whole edition of 1 000 cases: counted, protected, let through the gate, and written in every format.

The target is a time, and so tells about the machine too. Whoever waits for it waits for all of this.
"""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator

from cases.services.edition_steps import make_draft
from cases.services.editions import editions
from cases.statistics.formats import FORMATS
from cases.statistics.formats.as_pdf import can_draw
from cases.statistics.formats.bundle import MANIFEST, bundle
from cases.statistics.tables import TABLES
from cases.statistics.words import LANGUAGES
from tests.benchmarks import population
from tests.benchmarks.runner import Line, must_equal

YEAR = 2012
CASES = 1_000
SECONDS = 20


def lines(database: str, *, tell: Callable[[str], None]) -> Iterator[Line]:
    """Raises NotEqualError when a table or a file is missing; NotSafe when the gate refuses."""
    posts = population.members(10)
    population.fill_year(posts, YEAR, CASES)
    tell(f"an edition of {CASES} cases")
    start, worked = time.perf_counter(), time.process_time()
    content = made(posts[0])
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    must_be_whole(content)
    title = f"ms for a whole edition, gate and all files included / {SECONDS} s"
    yield Line(title, database, CASES, seconds * 1000, SECONDS * 1000, seconds / SECONDS, 1.0)
    # What of it was work of this process: a machine that others are busy on makes one wait.
    title = f"ms of processor for a whole edition / {SECONDS} s"
    yield Line(title, database, CASES, worked * 1000, SECONDS * 1000, worked / SECONDS, None)


def made(officer: population.Member) -> bytes:
    """Draft the edition and write all of its files."""
    make_draft(standing=officer.standing, year=YEAR, reason="En måling.")
    return bundle(editions()[0].published)


def must_be_whole(content: bytes) -> None:
    """Raises NotEqualError unless every table stands in every language and every format has its file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = {name for name in package.namelist() if name != MANIFEST}
        for language in LANGUAGES:
            report = json.loads(package.read(f"{YEAR}-1-{language}.json"))
            must_equal(f"tables in {language}", [one["id"] for one in report["tables"]], list(TABLES))
    formats = [form for name, form in FORMATS.items() if name != "px" and (name != "pdf" or can_draw())]
    wanted = {f"{YEAR}-1-{language}.{form.ending}" for language in LANGUAGES for form in formats}
    must_equal("files", names, wanted | {f"{YEAR}-1-{table}.px" for table in TABLES})
