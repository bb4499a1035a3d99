"""Addresses under /reports/."""

from django.urls import path

from openchair.insights import live_views, views

app_name = "insights"
urlpatterns = [
    path("meetings/<uuid:meeting_id>/", views.meeting, name="meeting"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("meetings/<uuid:meeting_id>/beside/", live_views.beside, name="beside"),
    path("groups/<uuid:group_id>/over-weeks/", live_views.over_weeks, name="over_weeks"),
    path("mine/", views.mine, name="mine"),
    path("mine/<uuid:meeting_id>/", views.my_meeting, name="my_meeting"),
]
