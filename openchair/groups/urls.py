"""Addresses of groups."""

from django.urls import path

from openchair.groups.views import managing, member, pages

app_name = "groups"

urlpatterns = [
    path("", pages.mine, name="mine"),
    path("new/", managing.found, name="found"),
    path("meetings/<uuid:meeting_id>/absence/", member.absence, name="absence"),
    path("meetings/<uuid:meeting_id>/absence/withdrawal/", member.withdraw_absence, name="withdraw_absence"),
    path("meetings/<uuid:meeting_id>/cancellation/", managing.cancel, name="cancel"),
    path("<uuid:group_id>/", pages.detail, name="detail"),
    path("<uuid:group_id>/myself/", member.myself, name="myself"),
    path("<uuid:group_id>/leaving/", member.leaving, name="leave"),
    path("<uuid:group_id>/good-bye/deletion/", member.take_back_farewell, name="take_back_farewell"),
    path("<uuid:group_id>/out-of-touch/", member.out_of_touch, name="out_of_touch"),
    path("<uuid:group_id>/edit/", managing.edit, name="edit"),
    path("<uuid:group_id>/closing/", managing.close, name="close"),
    path("<uuid:group_id>/week/", managing.week, name="week"),
    path("<uuid:group_id>/week/<uuid:series_id>/", managing.weekly_time, name="weekly_time"),
    path("<uuid:group_id>/people/", managing.people, name="people"),
    path("<uuid:group_id>/people/<uuid:seat_id>/end/", managing.end_leading, name="end_leading"),
    path("<uuid:group_id>/people/<uuid:seat_id>/who/", managing.who, name="who"),
]
