"""Addresses of the pages that combine packages."""

from django.urls import path

from openchair.web.views import frame, help_now, my_data, referrals, review, welcome

app_name = "web"

urlpatterns = [
    path("", welcome.home, name="home"),
    path("help/", help_now.show, name="help"),
    path("help-lines/", review.review_help, name="review_help"),
    path("my-data/", my_data.show, name="my_data"),
    path("offline/", frame.offline, name="offline"),
    path("referrals/", referrals.made, name="referrals"),
    path("worker.js", frame.worker, name="worker"),
]
