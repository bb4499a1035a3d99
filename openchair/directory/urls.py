"""Addresses under /find/."""

from django.urls import path

from openchair.directory.views import feeds, find

app_name = "directory"
urlpatterns = [
    path("", find.find, name="find"),
    path("outside/<uuid:listing_id>/", find.outside_group, name="listing"),
    path("lists/", feeds.feeds, name="feeds"),
    path("lists/new/", feeds.add, name="add_feed"),
    path("lists/<uuid:feed_id>/", feeds.feed, name="feed"),
    path("lists/<uuid:feed_id>/edit/", feeds.edit, name="edit_feed"),
    path("lists/<uuid:feed_id>/fetching/", feeds.fetch, name="fetch_feed"),
    path("lists/<uuid:feed_id>/rest/", feeds.rest, name="rest_feed"),
    path("lists/<uuid:feed_id>/removal/", feeds.remove, name="remove_feed"),
    path("lists/runs/<uuid:run_id>/", feeds.run, name="import_run"),
]
