"""Field types that Django lacks."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

WHOLE_DIGITS = 15
DECIMAL_PLACES = 6
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)


def plain(number: Decimal) -> str:
    """Return the number as plain decimal text: no exponent, no trailing zeros.

    Zero has no sign.
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


class ExactDecimalField(models.Field[Any, Any]):
    """A decimal that both databases keep to the last digit, six after the point.

    SQLite would turn more than 15 digits into a double, so the number is stored
    there as text; PostgreSQL has numeric. `digits` counts all digits.
    """

    description = "Exact decimal"

    def __init__(
        self, *args: Any, digits: int = WHOLE_DIGITS + DECIMAL_PLACES, **kwargs: Any
    ) -> None:
        self.digits = digits
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Describe the field to a migration."""
        name, path, args, kwargs = super().deconstruct()
        if self.digits != WHOLE_DIGITS + DECIMAL_PLACES:
            kwargs["digits"] = self.digits
        return name, path, args, kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the type of the column."""
        if connection.vendor == "sqlite":
            return "text"
        return f"numeric({self.digits}, {DECIMAL_PLACES})"

    def get_prep_value(self, value: Any) -> Any:
        """Return plain text, which both databases take as a parameter."""
        number = self.to_python(super().get_prep_value(value))
        return None if number is None else plain(number)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Return text for SQLite and a decimal for PostgreSQL."""
        value = value if prepared else self.get_prep_value(value)
        if value is None or connection.vendor == "sqlite":
            return value
        return Decimal(value)

    def from_db_value(self, value: Any, *_: Any) -> Decimal | None:
        """Return a Decimal without trailing zeros."""
        return None if value is None else Decimal(plain(Decimal(value)))

    def to_python(self, value: Any) -> Decimal | None:
        """Return a Decimal."""
        return None if value is None or value == "" else Decimal(value)


class MomentField(models.Field[Any, Any]):
    """A moment kept as whole microseconds since 1970 in UTC; an aware datetime here.

    Used where millions of rows carry moments: a third of the room of a timestamp
    as text, and it reaches Arrow without a conversion a row.
    """

    description = "Moment in microseconds"

    def get_internal_type(self) -> str:
        """Be stored as a big integer."""
        return "BigIntegerField"

    def get_prep_value(self, value: Any) -> Any:
        """Return microseconds."""
        if isinstance(value, datetime.datetime):
            return to_microseconds(value)
        return super().get_prep_value(value)

    def from_db_value(self, value: Any, *_: Any) -> datetime.datetime | None:
        """Return an aware datetime in UTC."""
        return None if value is None else from_microseconds(value)

    def to_python(self, value: Any) -> Any:
        """Return an aware datetime in UTC."""
        if value is None or isinstance(value, datetime.datetime):
            return value
        return from_microseconds(int(value))


class AsStoredField(models.Field[Any, Any]):
    """The type of an expression whose stored form is wanted, without conversion.

    Millions of rows go to Arrow this way: exact decimals as text from SQLite and as
    Decimal from PostgreSQL, moments as microseconds.
    """

    description = "As stored"


def to_microseconds(moment: datetime.datetime) -> int:
    """Return the whole microseconds from 1970 in UTC to the moment."""
    return (moment - EPOCH) // MICROSECOND


def from_microseconds(microseconds: int) -> datetime.datetime:
    """Return the moment that lies so many microseconds after 1970 in UTC."""
    return EPOCH + microseconds * MICROSECOND
