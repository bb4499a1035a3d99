"""Addresses of the help lines: by country for anybody, one by one for coordinators."""

from django.urls import path

from openchair.web.help import views

app_name = "help"
urlpatterns = [
    path("help/countries/", views.countries, name="countries"),
    path("help-lines/new/", views.add, name="add_line"),
    path("help-lines/<slug:key>/", views.line, name="line"),
    path("help-lines/<slug:key>/review/", views.review, name="review_line"),
    path("help-lines/<slug:key>/removal/", views.remove, name="remove_line"),
]
