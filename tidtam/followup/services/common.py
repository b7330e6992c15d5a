"""What every write to directives shares."""


class FollowupError(Exception):
    """What was asked cannot be done now; the text says why and what helps."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field
