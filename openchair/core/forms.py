"""What every form of a page is made with."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; an empty form that was sent is not the same as none."""
    return request.POST if request.method == "POST" else None
