"""A door said no. The middleware records it and answers with the page named here."""

import uuid


class Refused(Exception):  # noqa: N818  (reads as the sentence it is)
    """`subject` is what was asked for; the page shown never repeats it."""

    status = 404
    template = "404.html"

    def __init__(self, subject: uuid.UUID) -> None:
        super().__init__(type(self).__name__)
        self.subject = subject
