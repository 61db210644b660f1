"""How a help page is built: a title, and parts of a heading and short sentences."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Part:
    heading: Promise
    sentences: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """`address` is the end of its address, `page` a page of the program that tells more."""

    address: str
    title: Promise
    about: Promise
    parts: tuple[Part, ...]
    page: str = ""
    page_title: Promise | str = ""
