"""Creates an account that holds a post: the way the first person gets in.

Its person gets a letter with a link and chooses her own password. Before there is a mail server the link can
be shown on the terminal instead. A program that sets an installation up may hand a password over by a file
descriptor, never as an argument, where every user of the machine could see it.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from advisory.errors import AccountExists
from advisory.management.links import must_find_a_way_out, said_of
from advisory.management.passwords import new_password
from advisory.models import Account, Post
from advisory.roles import KINDS, Role
from advisory.services.accounts import LONGEST_NAME, create_account
from advisory.services.invitations import invite
from advisory.services.memberships import start_membership
from audit.actor import job


class Command(BaseCommand):
    help = "Create an account and give it a post. What is not given as an option is asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name")
        parser.add_argument("--email")
        parser.add_argument("--role", help=", ".join(Role))
        parser.add_argument("--post", metavar="KEY", help="key of the post; --list-posts prints them")
        parser.add_argument("--language", default="nb", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument(
            "--show-link", action="store_true", help="print the link instead of sending it by letter"
        )
        parser.add_argument(
            "--password-fd",
            type=int,
            metavar="N",
            help="no link: read the password from this file descriptor",
        )
        parser.add_argument("--list-posts", action="store_true", help="print the posts in use and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list_posts"]:
            for post in sorted(posts_in_use().values(), key=lambda post: (post.kind, post.name)):
                self.stdout.write(f"{post.profile['key']}\t{post.kind}\t{post.name}")
            return
        name, email = checked_name(answer(options, "name")), checked_email(answer(options, "email"))
        role = checked_role(answer(options, "role"))
        post = checked_post(answer(options, "post"), role)
        password, by_letter = None, not options["show_link"]
        if options["password_fd"] is not None:
            password = new_password(options["password_fd"], Account.new(name=name, email=email))
        elif by_letter:
            must_find_a_way_out()
        actor = job("create_account")
        try:
            with transaction.atomic():
                account = create_account(
                    actor=actor, name=name, email=email, password=password, language=options["language"]
                )
                start_membership(actor=actor, account=account, post=post, role=role)
                address = "" if password else invite(actor=actor, account=account, by_letter=by_letter)
        except AccountExists as error:
            raise CommandError("Another account signs in with this e-mail address.") from error
        self.stdout.write(f"Created account {account.pk}: {role} at {post.profile['key']}.")
        if address:
            self.stdout.write(said_of(address, by_letter=by_letter))


def answer(options: dict[str, Any], question: str) -> str:
    """The option, else what is typed. Raises CommandError when there is neither."""
    given = options[question]
    if given is None and sys.stdin.isatty():
        given = input(f"{question}: ")
    if not given or not given.strip():
        raise CommandError(f"--{question} is missing.")
    return str(given).strip()


def checked_name(name: str) -> str:
    """Raises CommandError for a name that its sealed profile may have no room for."""
    if len(name) > LONGEST_NAME:
        raise CommandError(f"The name is longer than {LONGEST_NAME} letters.")
    return name


def checked_email(email: str) -> str:
    """Raises CommandError for what is no e-mail address."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError("That is not an e-mail address.") from error
    return email


def checked_role(role: str) -> Role:
    """Raises CommandError for a role there is not."""
    if role not in set(Role):
        raise CommandError(f"The role must be one of {', '.join(Role)}.")
    return Role(role)


def posts_in_use() -> dict[str, Post]:
    """Today's posts by key. Keys are sealed, so all posts are opened: some forty."""
    today = timezone.localdate()
    return {str(post.profile["key"]): post for post in Post.objects.all() if post.holds_on(today)}


def checked_post(key: str, role: Role) -> Post:
    """Raises CommandError for a key without a post in use, or of a kind where the role is not held."""
    post = posts_in_use().get(key)
    if post is None:
        raise CommandError("No post in use has that key; --list-posts prints them, after load_reference.")
    if post.kind != KINDS[role]:
        raise CommandError(f"The role {role} is held at a post of kind {KINDS[role]}, not {post.kind}.")
    return post
