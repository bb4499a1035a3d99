"""Addresses on the way into a group."""

from django.urls import path

from openchair.joining.views import intake, matches

app_name = "joining"

urlpatterns = [
    path("fit/", intake.start, name="start"),
    path("fit/questions/<slug:name>/", intake.question, name="question"),
    path("fit/answers/", intake.answers, name="answers"),
    path("fit/answers/deletion/", intake.delete, name="delete_intake"),
    path("fit/now/", intake.stage, name="stage"),
    path("fit/groups/", matches.groups, name="groups"),
]
