"""What the actions of the audit trail are called on a page."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "alignments.stored": _("Alignments of policies loaded"),
    "coordinates.stored": _("Places of units loaded"),
    "draft.saved": _("Figure written in a draft"),
    "evidence.added": _("Evidence added"),
    "evidence.removed": _("Evidence taken away"),
    "grant.ended": _("Role ended"),
    "grant.given": _("Role granted"),
    "holding.ended": _("Position left"),
    "holding.given": _("Position filled"),
    "indicators.stored": _("Indicators loaded"),
    "password.changed": _("Password changed"),
    "password.renewed": _("New password given"),
    "people.loaded": _("People loaded"),
    "person.stored": _("Person entered"),
    "placements.replaced": _("Placements of units loaded"),
    "policy_items.stored": _("Policies loaded"),
    "position.stored": _("Position stored"),
    "round.opened": _("Round opened"),
    "round.refrozen": _("List of a round frozen anew"),
    "rounds.stored": _("Rounds loaded"),
    "second_factor.changed": _("Own second factor changed"),
    "second_factor.removed": _("Second factor taken away"),
    "submission.accepted": _("Report accepted"),
    "submission.certified": _("Report certified"),
    "submission.entered": _("Figures entered centrally"),
    "submission.group_verified": _("Report verified by the group"),
    "submission.reopened": _("Report reopened"),
    "submission.returned": _("Report returned"),
    "submission.submitted": _("Report submitted"),
    "submission.verified": _("Report verified"),
    "submission.withdrawn": _("Report withdrawn"),
    "submission.words_saved": _("Obstacles and suggestions written"),
    "successions.stored": _("Successions of units loaded"),
    "targets.replaced": _("Targets loaded"),
    "unit_facts.stored": _("Facts of units loaded"),
    "units.stored": _("Units loaded"),
    "user.changed": _("Account changed"),
    "user.made": _("Account made"),
    "user.signed_in": _("Signed in"),
    "values.imported": _("Figures imported"),
    "values.loaded": _("Figures loaded"),
}


def action_name(action: str) -> str:
    """Return the name of an action; an unknown one by itself."""
    return str(ACTION_NAMES.get(action, action))
