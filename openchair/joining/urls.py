"""Addresses on the way into a group."""

from django.urls import path

from openchair.joining.views import intake, matches, referral, sharing, visits

app_name = "joining"

urlpatterns = [
    path("fit/", intake.start, name="start"),
    path("fit/questions/<slug:name>/", intake.question, name="question"),
    path("fit/answers/", intake.answers, name="answers"),
    path("fit/answers/deletion/", intake.delete, name="delete_intake"),
    path("fit/now/", intake.stage, name="stage"),
    path("fit/groups/", matches.groups, name="groups"),
    path("groups/<uuid:group_id>/after-visit/", visits.decide, name="decide"),
    path("groups/<uuid:group_id>/greeting/", visits.greet, name="greet"),
    path("groups/<uuid:group_id>/return/", visits.come_back, name="come_back"),
    path("groups/<uuid:group_id>/sharing/", sharing.share, name="share"),
    path("my-data/fit/", visits.fits, name="fits"),
    path("my-data/fit/<uuid:answer_id>/deletion/", visits.forget_fit, name="forget_fit"),
    path("my-data/referrals/", referral.mine, name="my_referrals"),
    path("my-data/referrals/<uuid:referral_id>/", referral.change, name="change_referral"),
    path("referral/", referral.enter_code, name="referral_code"),
    path("referral/<str:code>/", referral.referral, name="referral"),
    path("referrals/new/", referral.make, name="refer"),
    path("referrals/open/", referral.to_place, name="referrals_to_place"),
    path("referrals/<uuid:referral_id>/reading/", referral.read, name="read_referral"),
    path("referrals/<uuid:referral_id>/withdrawal/", referral.take_back, name="take_back_referral"),
    path("trying/", visits.trying, name="trying"),
    path("trying/both/", visits.both, name="both"),
]
