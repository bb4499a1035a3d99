"""How often each page asks the databases: a literal number, so that a page that starts to ask once a row is seen here.

The first part of PARTS that may open a page opens it twice; the second time counts, when all lasting caches are warm.
"""

from contextlib import ExitStack

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.architecture.matrix import NOBODY, rows
from tests.architecture.test_matrix import client_of, spelled
from tests.cast import PARTS

pytestmark = pytest.mark.django_db(databases="__all__")
TABLE = rows()
READS = {
    "": 13,
    "find/": 9,
    "find/lists/": 5,
    "find/lists/<uuid:feed_id>/": 5,
    "find/lists/<uuid:feed_id>/edit/": 3,
    "find/lists/<uuid:feed_id>/removal/": 4,
    "find/lists/new/": 2,
    "find/lists/runs/<uuid:run_id>/": 6,
    "find/outside/<uuid:listing_id>/": 4,
    "fit/answers/": 4,
    "fit/groups/": 15,
    "fit/now/": 2,
    "fit/questions/<slug:name>/": 3,
    "groups/": 8,
    "groups/<uuid:group_id>/": 19,
    "groups/<uuid:group_id>/agreement/": 6,
    "groups/<uuid:group_id>/agreement/new/": 5,
    "groups/<uuid:group_id>/agreement/signatures/": 7,
    "groups/<uuid:group_id>/agreement/versions/": 4,
    "groups/<uuid:group_id>/agreement/withdrawal/": 4,
    "groups/<uuid:group_id>/closing/": 3,
    "groups/<uuid:group_id>/edit/": 4,
    "groups/<uuid:group_id>/myself/": 3,
    "groups/<uuid:group_id>/leaving/": 3,
    "groups/<uuid:group_id>/people/": 6,
    "groups/<uuid:group_id>/profile/": 4,
    "groups/<uuid:group_id>/sharing/": 5,
    "groups/<uuid:group_id>/week/": 5,
    "groups/<uuid:group_id>/week/<uuid:series_id>/": 3,
    "groups/meetings/<uuid:meeting_id>/absence/": 5,
    "groups/meetings/<uuid:meeting_id>/cancellation/": 4,
    "groups/new/": 2,
    "help-lines/": 2,
    "help-lines/<slug:key>/": 2,
    "help-lines/<slug:key>/removal/": 2,
    "help-lines/new/": 2,
    "help/": 0,
    "help/countries/": 0,
    "here/": 2,
    "invitation/<str:token>/": 3,
    "kept-apart/": 3,
    "meetings/<uuid:meeting_id>/closed/": 9,
    "meetings/<uuid:meeting_id>/door/": 9,
    "meetings/<uuid:meeting_id>/notes/": 7,
    "meetings/<uuid:meeting_id>/voice/": 9,
    "meetings/voice/<uuid:group_id>/": 5,
    "meetings/agenda/<uuid:group_id>/": 8,
    "meetings/agenda/<uuid:group_id>/late/": 5,
    "meetings/agenda/<uuid:group_id>/template/": 5,
    "meetings/agenda/<uuid:group_id>/topics/": 5,
    "meetings/opened/<uuid:opening_id>/": 10,
    "meetings/opened/<uuid:opening_id>/mine/": 4,
    "meetings/opened/<uuid:opening_id>/review/": 4,
    "meetings/phrases.js": 2,
    "my-data/": 16,
    "my-data/emergency-contact/": 3,
    "my-data/fit/": 3,
    "my-data/identity/": 3,
    "my-data/referrals/": 3,
    "my-data/who-looked/": 3,
    "offers/<uuid:offer_id>/": 15,
    "offline/": 0,
    "people/": 2,
    "people/<uuid:person_id>/": 5,
    "people/invitations/": 3,
    "referral/": 2,
    "referral/<str:code>/": 3,
    "referrals/": 3,
    "referrals/new/": 2,
    "referrals/open/": 3,
    "reports/groups/<uuid:group_id>/": 8,
    "reports/meetings/<uuid:meeting_id>/": 11,
    "reports/meetings/<uuid:meeting_id>/beside/": 9,
    "reports/mine/": 4,
    "reports/mine/<uuid:meeting_id>/": 5,
    "reset/<str:token>/": 3,
    "settings/": 2,
    "settings/password/": 2,
    "settings/second-step/": 4,
    "settings/signed-in/": 3,
    "settings/spare-key/": 2,
    "trying/": 5,
    "trying/both/": 3,
    "sign-in/again/": 8,
    "sign-in/spare-key/": 2,
    "sign-out/": 2,
    "waiting-list/": 12,
    "waiting-list/people/<uuid:waiting_id>/": 5,
    "waiting-list/runs/<uuid:run_id>/": 7,
    "waiting-list/runs/<uuid:run_id>/people/<uuid:person_id>/": 5,
    "waiting/": 4,
    "worker.js": 0,
}
"""Address and number of queries on all databases."""
ON_RECORD = {"meetings/opened/<uuid:opening_id>/"}
"""Pages whose reading is an entry in the trail; PostgreSQL asks for the lock on its chain with one query more."""
ELSEWHERE = {
    "fit/",
    "groups/<uuid:group_id>/after-visit/",
    "groups/<uuid:group_id>/people/<uuid:seat_id>/who/",
    "meetings/<uuid:meeting_id>/board/",
    "meetings/<uuid:meeting_id>/room/",
    "meetings/<uuid:meeting_id>/voice/relay/",
    "meetings/<uuid:meeting_id>/voice/server/",
    "meetings/<uuid:meeting_id>/where/<uuid:seat_id>/",
    "settings/second-step/add/",
    "settings/second-step/codes/",
    "settings/second-step/codes/new/",
    "settings/second-step/remove/",
    "sign-in/",
    "sign-in/again/code/",
    "sign-in/demo/<str:token>/",
    "sign-in/second-step/",
    "sign-up/",
}
"""Addresses that lead this part elsewhere at once, or answer a script."""


def test_every_page_has_its_number():
    assert set(READS) | ELSEWHERE == {address for address, row in TABLE.items() if row.method == "GET"}


@pytest.mark.parametrize("address", sorted(READS))
def test_a_page_asks_as_often_as_written(address, cast):
    assert cast.circle.group.pk, "the group is there before anybody opens a page"
    row = TABLE[address]
    part = next((part for part in PARTS if part in row.who), NOBODY)
    url = spelled(address, dict(row.objects(cast)) if row.objects else {})
    client = client_of(part, cast)
    client.get(url)
    with ExitStack() as stack:
        counts = [stack.enter_context(CaptureQueriesContext(connection)) for connection in connections.all()]
        answer = client.get(url)
    assert answer.status_code == 200
    lock = address in ON_RECORD and connections["default"].vendor == "postgresql"
    assert sum(len(count) for count in counts) == READS[address] + lock
