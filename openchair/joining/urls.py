"""Addresses on the way into a group."""

from django.urls import path

from openchair.joining.views import board, intake, matches, offers, referral, sharing, visits, waiting, who_waits

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
    path("groups/<uuid:group_id>/profile/", who_waits.group_profile, name="group_profile"),
    path("kept-apart/", who_waits.apart, name="apart"),
    path("kept-apart/<uuid:pair_id>/end/", who_waits.meet_again, name="meet_again"),
    path("offers/<uuid:offer_id>/", offers.offer, name="offer"),
    path("offers/<uuid:offer_id>/not-now/", offers.not_now, name="not_now"),
    path("waiting/", waiting.place, name="waiting"),
    path("waiting/end/", waiting.end, name="end_waiting"),
    path("waiting/friend/", waiting.friend, name="friend"),
    path("waiting/friend/<uuid:together_id>/end/", waiting.alone, name="alone"),
    path("waiting-list/", board.board, name="board"),
    path("waiting-list/offers/<uuid:offer_id>/withdrawal/", board.take_back, name="take_back"),
    path("waiting-list/people/<uuid:waiting_id>/", who_waits.one, name="one_who_waits"),
    path("waiting-list/people/<uuid:waiting_id>/alone/", who_waits.alone, name="let_wait_alone"),
    path("waiting-list/people/<uuid:waiting_id>/must-not-meet/", who_waits.must_not_meet, name="must_not_meet"),
    path("waiting-list/people/<uuid:waiting_id>/urgent/", who_waits.urgent, name="urgent"),
    path("waiting-list/runs/<uuid:run_id>/", board.run_page, name="run"),
    path("waiting-list/runs/<uuid:run_id>/away/", board.drop, name="drop"),
    path("waiting-list/runs/<uuid:run_id>/offers/", board.send, name="send"),
    path("waiting-list/runs/<uuid:run_id>/people/<uuid:person_id>/", board.why, name="why"),
]
