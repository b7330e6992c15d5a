"""Every write to accounts, roles and passwords."""

from .demo import DemoAccount, DemoError, demo_cast
from .grants import GrantError, grant_end, grant_give
from .users import (
    FirstGrant,
    UserError,
    password_renew,
    password_store,
    second_factor_recorded,
    second_factor_remove,
    sign_in_record,
    user_change,
    user_make,
)

__all__ = [
    "DemoAccount",
    "DemoError",
    "FirstGrant",
    "GrantError",
    "UserError",
    "demo_cast",
    "grant_end",
    "grant_give",
    "password_renew",
    "password_store",
    "second_factor_recorded",
    "second_factor_remove",
    "sign_in_record",
    "user_change",
    "user_make",
]
