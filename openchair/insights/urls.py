"""Addresses under /reports/."""

from django.urls import path

from openchair.insights import views

app_name = "insights"
urlpatterns = [
    path("meetings/<uuid:meeting_id>/", views.meeting, name="meeting"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("mine/", views.mine, name="mine"),
    path("mine/<uuid:meeting_id>/", views.my_meeting, name="my_meeting"),
]
