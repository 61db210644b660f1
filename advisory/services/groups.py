"""Groups for new posts, under ids that tell nothing.

The lists of schools and embassies are public. Ids counted up while a list is loaded would give each
post's place in it, and so its name, to whoever has the database file alone.
"""

import secrets
from collections.abc import Sequence

from django.contrib.auth.models import Group

from advisory.models import Post

# What fits into the id column of Django's own model, also in PostgreSQL.
LARGEST_ID = 2**31 - 1


def give_groups(posts: Sequence[Post]) -> None:
    """Make and save a group for each of these unsaved posts; the posts themselves are left to be saved.

    The group's id goes into the sealed profile too, so that a post pointed at another's group shows.
    """
    taken = set(Group.objects.values_list("pk", flat=True))
    groups = []
    for post in posts:
        number = _unused(taken)
        taken.add(number)
        post.group = Group(pk=number, name=str(post.pk))
        post.profile = {**post.profile, "group": number}
        groups.append(post.group)
    Group.objects.bulk_create(groups)


def _unused(taken: set[int]) -> int:
    while (number := 1 + secrets.randbelow(LARGEST_ID)) in taken:
        pass
    return number
