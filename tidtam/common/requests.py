"""The number that a request, its page and its audit events share."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

request_number: ContextVar[str] = ContextVar("request_number", default="")


class RequestNumberMiddleware:
    """Give every request a number and send it back as X-Request-Number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its number."""
        number = uuid.uuid4().hex[:12]
        token = request_number.set(number)
        request.META["request_number"] = number
        try:
            response = self.get_response(request)
        finally:
            request_number.reset(token)
        response["X-Request-Number"] = number
        return response
