import datetime as dt

from tidtam.simulation.rows import BANGKOK
from tidtam.simulation.working_time import DAY, NEVER, WorkingTime


def at(*parts):
    return dt.datetime(*parts, tzinfo=BANGKOK)


def test_minutes_skip_nights_weekends_and_holidays():
    time = WorkingTime(at(2021, 12, 30, 8, 30))
    assert time.moment(0) == at(2021, 12, 30, 8, 30)
    assert time.moment(DAY - 1) == at(2021, 12, 30, 16, 29)
    assert time.moment(DAY) == at(2022, 1, 4, 8, 30)
    assert time.moment(NEVER) is None


def test_a_moment_has_its_minute():
    time = WorkingTime(at(2021, 12, 30, 8, 30))
    assert time.minute(at(2021, 12, 30, 9, 0)) == 30
    assert time.minute(at(2021, 12, 30, 20, 0)) == DAY
    assert time.minute(at(2022, 1, 1, 12, 0)) == DAY
    assert time.minute(at(2022, 1, 4, 8, 31)) == DAY + 1
