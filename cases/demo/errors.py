"""Why a demonstration year is not loaded; each is one sentence for the terminal."""


class DemoRefused(Exception):
    """Base of the refusals here; its text is the sentence."""


class NotInProduction(DemoRefused):
    def __init__(self) -> None:
        super().__init__("Demonstration data is never loaded with production settings.")


class AlreadyThere(DemoRefused):
    def __init__(self) -> None:
        super().__init__(
            "There is demonstration data in this database already; a second load would double the year. "
            "Use --if-empty to keep it, or start with an empty database."
        )


class NoMargins(DemoRefused):
    def __init__(self, year: int, missing: str) -> None:
        super().__init__(
            f"No demonstration year {year}: it is made to fit printed figures, and {missing} is not "
            "printed for that year. The year that has them all is 2008."
        )
