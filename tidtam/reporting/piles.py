"""What waits for a reviewer, in piles of one round and one step each."""

from dataclasses import dataclass

from django.db.models import QuerySet

from tidtam.accounts.models import User

from .models import Submission
from .routes import state_before
from .selectors import Waiting, reviews_waiting, submissions_to_review
from .words import verb_of, waiting_name


@dataclass(frozen=True)
class Pile:
    """What waits of one round for one step; `key` names it in the address."""

    waiting: Waiting
    key: str
    name: str
    is_chosen: bool

    @property
    def verb(self) -> str:
        """Return what the step is called on a button."""
        return verb_of(self.waiting.step)


def piles_of(user: User, wanted: str = "") -> list[Pile]:
    """Return the piles of the user; the one wanted, else the first, is chosen.

    Two queries.
    """
    waiting = reviews_waiting(user)
    keys = [f"{item.round.code}-{item.route}-{item.step.state}" for item in waiting]
    chosen = wanted if wanted in keys else next(iter(keys), "")
    return [
        Pile(item, key, waiting_name(item.route, item.step, item.count), key == chosen)
        for item, key in zip(waiting, keys, strict=True)
    ]


def chosen_of(piles: list[Pile]) -> Pile | None:
    """Return the pile that is chosen; None where nothing waits."""
    return next((pile for pile in piles if pile.is_chosen), None)


def submissions_in(user: User, pile: Pile) -> QuerySet[Submission]:
    """Return the submissions of a pile, in the order of the queue."""
    waiting = pile.waiting
    return submissions_to_review(user).filter(
        round=waiting.round,
        route=waiting.route,
        state=state_before(waiting.step, waiting.route),
    )
