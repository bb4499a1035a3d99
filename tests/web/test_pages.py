import pytest

from tests.browser import axe_everywhere, shots

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("welcome", "/"),
        ("help", "/help/"),
        ("help-pt", "/help/?country=PT"),
        ("offline", "/offline/"),
        ("not-found", "/nowhere/"),
    ],
)
def test_an_open_page_has_no_barrier(browse, name, path):
    page = browse()
    answer = page.goto(path)
    assert answer.status == (404 if name == "not-found" else 200)
    shots(page, name)
    axe_everywhere(page)
