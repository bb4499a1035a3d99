"""Addresses of agreements."""

from django.urls import path

from openchair.agreements import views

app_name = "agreements"

urlpatterns = [
    path("groups/<uuid:group_id>/agreement/", views.read, name="read"),
    path("groups/<uuid:group_id>/agreement/withdrawal/", views.withdrawal, name="withdraw"),
    path("groups/<uuid:group_id>/agreement/new/", views.build, name="build"),
    path("groups/<uuid:group_id>/agreement/versions/", views.versions, name="versions"),
    path("groups/<uuid:group_id>/agreement/signatures/", views.signatures, name="signatures"),
]
