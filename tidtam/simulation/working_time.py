"""Working minutes: 480 a day from 08.30 to 16.30, without weekends and holidays."""

import datetime as dt

from tidtam.simulation.rounds import HOLIDAYS
from tidtam.simulation.rows import BANGKOK

DAY = 480
NEVER = -1


class WorkingTime:
    """Turns working minutes since a round opened into moments, and back."""

    def __init__(self, opens_at: dt.datetime, days: int = 60) -> None:
        self.days: list[dt.date] = []
        day = opens_at.date()
        while len(self.days) < days:
            if day.weekday() < 5 and day not in HOLIDAYS:
                self.days.append(day)
            day += dt.timedelta(days=1)
        mornings = [dt.datetime.combine(d, dt.time(8, 30), BANGKOK) for d in self.days]
        self._moments = [
            morning + dt.timedelta(minutes=minute)
            for morning in mornings
            for minute in range(DAY)
        ]

    def minute(self, moment: dt.datetime) -> int:
        """Give the working minutes from the opening until a moment."""
        whole = sum(day < moment.date() for day in self.days)
        if moment.date() not in self.days:
            return whole * DAY
        passed = moment.hour * 60 + moment.minute - 8 * 60 - 30
        return whole * DAY + min(DAY, max(0, passed))

    def moment(self, minute: int) -> dt.datetime | None:
        """Give the moment of a working minute; NEVER has none."""
        return None if minute == NEVER else self._moments[minute]
