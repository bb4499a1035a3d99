"""Addresses under /find/."""

from django.urls import path

from openchair.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.find, name="find"),
    path("outside/<uuid:listing_id>/", views.outside_group, name="listing"),
]
