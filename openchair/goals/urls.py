"""Addresses of goals."""

from django.urls import path

from openchair.goals import views

app_name = "goals"

urlpatterns = [path("commitments/<uuid:commitment_id>/outcome/", views.outcome, name="outcome")]
