"""What the record proves of a meeting; no database.

The standard for electronic meetings of B.E. 2563 asks that this be kept: how members
were invited and identified, the papers, votes, recording and faults.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.common.thai import in_bangkok

from .models import Attendance, Incident, Invitation, Meeting, Paper, PressRelease, Vote
from .papers import Record


@dataclass(frozen=True)
class Proof:
    """What is known of how a meeting was called and held."""

    meeting: Meeting
    record: Record
    invitations: Sequence[Invitation]
    incidents: Sequence[Incident]
    release: PressRelease | None = None

    @property
    def first_sent(self) -> Invitation | None:
        """Return the first invitation that left."""
        return min(self.invitations, key=lambda sent: sent.sent_at, default=None)

    @property
    def days_before(self) -> int | None:
        """Return how many days before the meeting that was."""
        if self.first_sent is None:
            return None
        day = in_bangkok(self.meeting.starts_at).date()
        return (day - in_bangkok(self.first_sent.sent_at).date()).days

    @property
    def invited(self) -> int:
        """Return how many members were invited."""
        return len({sent.member_id for sent in self.invitations})

    @property
    def identified(self) -> list[Attendance]:
        """Return the members who came and were identified."""
        return [row for row in self.record.came if row.identified_by]

    @property
    def all_identified(self) -> bool:
        """Say whether every member who came was."""
        return 0 < len(self.record.came) == len(self.identified)

    @property
    def means(self) -> list[tuple[str, int]]:
        """Return by which means how many were identified, the most frequent first."""
        counts = Counter(row.identified_by for row in self.identified)
        return [
            (str(Attendance.Means(means).label), count)
            for means, count in counts.most_common()
        ]

    @property
    def papers(self) -> list[tuple[str, Paper]]:
        """Return the papers with the numbers of their items."""
        return [
            (item.number, paper)
            for item in self.record.items
            for paper in item.papers.all()
        ]

    @property
    def votes(self) -> list[tuple[str, Vote]]:
        """Return the votes with the numbers of their items."""
        found = ((i.number, getattr(i, "vote", None)) for i in self.record.items)
        return [(number, vote) for number, vote in found if vote is not None]

    @property
    def incident_minutes(self) -> int:
        """Return how long all incidents took together."""
        return sum(incident.minutes for incident in self.incidents)

    @property
    def was_held(self) -> bool:
        """Say whether there are minutes."""
        return self.meeting.state in {Meeting.State.HELD, Meeting.State.ADOPTED}
