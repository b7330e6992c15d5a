"""Import and export of whole folders: each app's own files, in their order."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from tidtam.common import audit, clock
from tidtam.common.models import AuditEvent
from tidtam.common.tables import Faults
from tidtam.followup import files as followup_files
from tidtam.indicators import files as indicator_files
from tidtam.meetings import files as meeting_files
from tidtam.organisation import files as organisation_files
from tidtam.planning import files as planning_files
from tidtam.policies import files as policy_files
from tidtam.reporting import files as reporting_files

Progress = Callable[[str], None]
Counts = dict[str, dict[str, int]]

# In the order in which they are read.
FILES = (
    "units.csv",
    "placements.csv",
    "unit_facts.csv",
    "successions.csv",
    "policies.csv",
    "alignments.csv",
    "indicators.csv",
    "targets.csv",
    "plans.csv",
    "projects.csv",
    "milestones.csv",
    "budgets.csv",
    "disbursements.csv",
    "meetings.csv",
    "directives.csv",
    "assignments.csv",
    "rounds.csv",
    "values.csv",
)


class FaultyFilesError(Exception):
    """The files were refused whole; nothing was written."""

    def __init__(self, faults: Faults) -> None:
        self.faults = sorted(
            faults.found,
            key=lambda fault: (
                FILES.index(fault.file) if fault.file in FILES else -1,
                fault.line,
                fault.column,
            ),
        )
        super().__init__(f"{len(self.faults)} faults")


@dataclass
class Staged:
    """Every file read and checked at `moment`, ready to be written.

    `read_to` says how far the audit trail had come before the reading.
    """

    organisation: organisation_files.OrganisationStage
    policies: policy_files.PolicyStage
    indicators: indicator_files.IndicatorStage
    planning: planning_files.PlanningStage
    meetings: meeting_files.MeetingStage
    followup: followup_files.FollowupStage
    reporting: reporting_files.ReportingStage
    moment: datetime.datetime
    read_to: dict[str, int]

    def apply(self, by: audit.Actor) -> Counts:
        """Write everything; call inside a transaction."""
        return {
            **self.organisation.apply(by),
            **self.policies.apply(by),
            **self.indicators.apply(by, self.moment),
            **self.planning.apply(by),
            **self.meetings.apply(by),
            **self.followup.apply(by),
            **self.reporting.apply(by, self.moment),
        }


def folder_import(
    *,
    folder: Path,
    by: audit.Actor,
    progress: Progress = lambda _line: None,
    moment: datetime.datetime | None = None,
) -> Counts:
    """Load the folder's exchange files in one transaction, or nothing.

    Everything is read and checked outside the transaction; where somebody else
    wrote meanwhile, once more inside it. Returns the counts made and changed by
    file. `moment` is when it counts as done, now unless a history is loaded. Raises
    FaultyFilesError with every fault.
    """
    progress(_("reading"))
    staged = _staged(folder, moment or clock.now(), progress)
    progress(_("writing"))
    with transaction.atomic():
        _wait_for_other_imports()
        if _written() != staged.read_to:
            staged = _staged(folder, moment or clock.now(), progress)
        return staged.apply(by)


def _staged(folder: Path, moment: datetime.datetime, progress: Progress) -> Staged:
    """Read every file of the folder. Raises FaultyFilesError."""
    faults = Faults()
    read_to = _written()
    if not any((folder / name).exists() for name in FILES):
        faults.add(
            folder.name or ".",
            1,
            "-",
            _("the folder holds no exchange file")
            if folder.is_dir()
            else _("there is no such folder"),
            _("name a folder with files such as units.csv or values.csv"),
        )
        raise FaultyFilesError(faults)
    organisation = organisation_files.stage(folder, faults)
    policies = policy_files.stage(folder, faults)
    indicators = indicator_files.stage(
        folder, faults, units=organisation.kinds, policy_items=policies.parents
    )
    planning = planning_files.stage(
        folder,
        faults,
        kinds=organisation.kinds,
        policy_items=policies.parents,
        indicators=indicators.definitions,
    )
    meetings = meeting_files.stage(
        folder, faults, units=organisation.kinds, moment=moment
    )
    followup = followup_files.stage(
        folder,
        faults,
        followup_files.Known(
            moment=moment,
            kinds=organisation.kinds,
            placements=organisation.placements,
            policy_items=policies.parents,
            indicators=indicators.definitions,
            projects=planning.days,
        ),
    )
    reporting = reporting_files.stage(
        folder,
        faults,
        moment=moment,
        kinds=organisation.kinds,
        placements=organisation.placements,
        definitions=indicators.definitions,
        progress=progress,
    )
    if faults:
        raise FaultyFilesError(faults)
    return Staged(
        organisation,
        policies,
        indicators,
        planning,
        meetings,
        followup,
        reporting,
        moment,
        read_to,
    )


def _written() -> dict[str, int]:
    """Return the number and the count of audit events, which every write changes.

    An event may be committed after one with a higher number, hence the count.
    """
    return AuditEvent.objects.aggregate(newest=Max("pk"), count=Count("pk"))


def _wait_for_other_imports() -> None:
    """Lock the newest audit event: of two imports at once, one waits here."""
    AuditEvent.objects.select_for_update().order_by("-pk").first()


def folder_export(
    *, folder: Path, progress: Progress = lambda _line: None
) -> list[str]:
    """Write every exchange file into the folder, stale results reckoned first.

    The files take their places only when all are written.
    """
    from tidtam.analysis import files as analysis_files  # loads DuckDB and Arrow
    from tidtam.analysis.services import results_refresh

    folder.mkdir(parents=True, exist_ok=True)
    results_refresh(progress=progress)
    progress(_("writing"))
    names = [*FILES, analysis_files.FILE]
    with TemporaryDirectory(dir=folder, prefix=".export-") as unfinished:
        for write in (
            organisation_files.write,
            policy_files.write,
            indicator_files.write,
            planning_files.write,
            meeting_files.write,
            followup_files.write,
            reporting_files.write,
            analysis_files.write,
        ):
            write(Path(unfinished))
        for name in names:
            (Path(unfinished) / name).replace(folder / name)
    return names
