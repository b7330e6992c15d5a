"""The parts of the look and the filters, for `{% load tidtam %}`.

components_sheet.html shows every one of them. Parts take plain mappings or any object
with the attributes named, for the apps whose pages they stand on may not import this
one.
"""

from django import template

from tidtam.common.naming import named
from tidtam.web import look, words

from . import blocks, charts, country, drawings, fields, results, shell, tables

register = template.Library()

for part in (blocks, charts, country, drawings, fields, results, shell, tables):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)

register.simple_tag(look.icon, name="icon")
register.filter("named", named)

for filter_function in (
    words.thai_date,
    words.thai_day,
    words.thai_date_long,
    words.thai_weekday,
    words.thai_time,
    words.thai_datetime,
    words.thai_digits,
    words.number,
    words.signed,
    words.percent,
    words.measured,
    words.keep,
):
    register.filter(filter_function.__name__, filter_function)
