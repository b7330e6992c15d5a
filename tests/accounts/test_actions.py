"""Every action that the code records has a name on the page of the audit trail."""

import re
from pathlib import Path

import tidtam
from tidtam.accounts.actions import ACTION_NAMES, action_name
from tidtam.reporting.models import ReviewStep

PACKAGE = Path(tidtam.__file__).parent
RECORDED = re.compile(r'(?:action=|recorded\(\s*by,\s*)"([a-z_]+\.[a-z_]+)"')
STEPS = re.compile(r'action=f"submission\.\{')


def sources():
    return [
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path.name != "actions.py"
    ]


def test_every_recorded_action_has_a_name():
    recorded = {name for text in sources() for name in RECORDED.findall(text)}
    assert "grant.given" in recorded
    assert recorded <= set(ACTION_NAMES)


def test_every_step_of_review_has_a_name():
    steps = {f"submission.{action.value}" for action in ReviewStep.Action}
    assert steps <= set(ACTION_NAMES)
    assert any(STEPS.search(text) for text in sources())


def test_an_unknown_action_is_called_by_itself():
    assert action_name("x.y") == "x.y"
