"""Addresses of meetings."""

from django.urls import path

from openchair.rooms import views

app_name = "rooms"

urlpatterns = [
    path("phrases.js", views.phrases, name="phrases"),
    path("<uuid:meeting_id>/door/", views.door, name="door"),
    path("<uuid:meeting_id>/room/", views.room, name="room"),
    path("<uuid:meeting_id>/closed/", views.closed, name="closed"),
]
