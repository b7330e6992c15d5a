"""What cannot be done now with a lesson or an innovation."""


class KnowledgeError(Exception):
    """What was asked cannot be done now; the text says why and what helps.

    `field` names the field of the form that it is about, None for the whole.
    """

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field
