"""The places of the reference files: agencies, posts with their groups, who covers which country.

What a row is stands in its sealed profile, so a stored row is found by opening all of them and
comparing; there are some dozens. Rows that the files do not name are left alone: an
administrator may have made them. New rows are written in the order of their random ids, so that
neither that order nor an id tells which line of a public file a row came from.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from advisory.models import Agency, Coverage, Post
from advisory.models.post import Kind
from advisory.services.groups import give_groups
from cases.services.reference import Row, day, read, take_over

Place = TypeVar("Place", Agency, Post, Coverage)

KIND_OF_TEAM_ROW = {"coordinator": Kind.COORDINATOR, "representative": Kind.AGENCY, "office": Kind.OFFICE}


def load_agencies(folder: Path) -> int:
    """The codes of the list `etat`, each as an agency."""
    stored = {row.profile["code"]: row for row in _as_sealed(Agency)}
    new: list[Agency] = []
    changed = 0
    for row in read(folder, "codes"):
        if row["field"] != "etat" or row["label_only"] == "1":
            continue
        profile = {"code": row["code"], **{name: row[f"label_{name}"] for name in ("nb", "nn", "en")}}
        values = {"profile": profile, **_dates(row)}
        found = stored.get(row["code"])
        if found is None:
            new.append(Agency(**values))
        else:
            changed += take_over(found, values)
    Agency.objects.bulk_create(_in_order_of_ids(new))
    return len(new) + changed


def load_posts(folder: Path) -> int:
    """Schools, embassies, the team and the office, each with the group that holds its permissions."""
    stored = _posts_by_key()
    new: list[Post] = []
    changed = 0
    for values in _post_rows(folder):
        found = stored.get(values["profile"]["key"])
        if found is None:
            new.append(Post(**values))
        else:
            # The group as it was sealed, not as the row says now: a load must not make good a moved link.
            values["profile"]["group"] = found.profile["group"]
            changed += take_over(found, values)
    give_groups(new)
    Post.objects.bulk_create(_in_order_of_ids(new))
    return len(new) + changed


def load_coverage(folder: Path) -> int:
    """Which embassy covers which country, and since when."""
    posts = _posts_by_key()
    stored = {(row.post_id, row.profile["country"], row.valid_from): row for row in _as_sealed(Coverage)}
    new: list[Coverage] = []
    changed = 0
    for row in read(folder, "coverage"):
        post = posts[row["embassy"]]
        profile = {
            "post": str(post.pk),
            "country": row["country"],
            "advisory_only": row["advisory_only"] == "1",
        }
        values = {"profile": profile, **_dates(row)}
        found = stored.get((post.pk, row["country"], values["valid_from"]))
        if found is None:
            new.append(Coverage(**values))
        else:
            changed += take_over(found, values)
    Coverage.objects.bulk_create(_in_order_of_ids(new))
    return len(new) + changed


def _as_sealed(model: type[Place]) -> list[Place]:
    """All that are stored. Raises SealError for one that was altered: saving it would seal it as it is."""
    rows = list(model.objects.all())
    for row in rows:
        row.must_be_as_sealed()
    return rows


def _in_order_of_ids(rows: Iterable[Place]) -> list[Place]:
    return sorted(rows, key=lambda row: row.pk)


def _posts_by_key() -> dict[str, Post]:
    return {post.profile["key"]: post for post in _as_sealed(Post)}


def _post_rows(folder: Path) -> list[dict[str, Any]]:
    """Values of every Post that the files ask for."""
    terms: dict[str, list[Row]] = {}
    for row in read(folder, "coordination"):
        span = {"agency": row["agency"], "valid_from": row["valid_from"], "valid_to": row["valid_to"]}
        terms.setdefault(row["key"], []).append(span)
    schools = [
        _post(row, kind=Kind.SCHOOL, name=row["name"], county=row["county"])
        for row in read(folder, "schools")
    ]
    embassies = [
        _post(
            row,
            kind=Kind.EMBASSY,
            name=f"Ambassaden i {row['city']}",
            city=row["city"],
            country=row["country"],
            time_zone=row["time_zone"],
            weekend=row["weekend"],
        )
        for row in read(folder, "embassies")
    ]
    return [*schools, *embassies, *(_team_post(row, terms) for row in read(folder, "team"))]


def _team_post(row: Row, terms: dict[str, list[Row]]) -> dict[str, Any]:
    kind = KIND_OF_TEAM_ROW[row["kind"]]
    extra: dict[str, Any] = {}
    if kind == Kind.AGENCY:
        extra["agency"] = row["agency"]
    if kind == Kind.COORDINATOR:
        extra["coordinated_by"] = terms[row["key"]]
    return _post(row, kind=kind, name=row["name_nb"], **extra)


def _post(row: Row, **profile: Any) -> dict[str, Any]:
    return {"profile": {"key": row["key"], **profile}, **_dates(row)}


def _dates(row: Row) -> dict[str, Any]:
    return {"valid_from": day(row["valid_from"]), "valid_to": day(row["valid_to"])}
