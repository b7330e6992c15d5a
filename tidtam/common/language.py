"""The language of a page: Thai, unless its reader has chosen English."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """Follow the switch of the page and not the browser.

    Many browsers in offices speak English because nobody set them up, and their
    readers want Thai.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language that the cookie of the switch names, or the usual one."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        is_known = chosen in dict(settings.LANGUAGES)
        translation.activate(chosen if is_known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
