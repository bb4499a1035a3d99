"""Addresses of accounts. allauth looks for its own by bare names, so those stand beside our namespace."""

from django.urls import URLPattern, URLResolver, include, path

from openchair.people.views import account, entry, staff

app_pages = [
    path("sign-up/", entry.sign_up, name="sign_up"),
    path("sign-in/", entry.sign_in, name="sign_in"),
    path("sign-in/spare-key/", entry.use_spare_key, name="use_spare_key"),
    path("sign-in/demo/<str:token>/", entry.demo_link, name="demo_link"),
    path("sign-in/stay/", entry.stay, name="stay"),
    path("sign-out/", entry.sign_out, name="sign_out"),
    path("leave/", entry.leave, name="leave"),
    path("invitation/<str:token>/", entry.invitation, name="invitation"),
    path("reset/<str:token>/", entry.reset, name="reset"),
    path("settings/", account.settings_page, name="settings"),
    path("settings/password/", account.password, name="password"),
    path("settings/signed-in/", account.signed_in, name="signed_in"),
    path("settings/signed-in/end/", account.end_sign_in, name="end_sign_in"),
    path("settings/spare-key/", account.spare_key, name="spare_key"),
    path("my-data/identity/", account.identity, name="identity"),
    path("my-data/emergency-contact/", account.emergency_contact, name="emergency_contact"),
    path("my-data/who-looked/", account.looked, name="who_looked"),
    path("people/", staff.find_person, name="find_person"),
    path("people/invitations/", staff.invitations, name="invitations"),
    path("people/invitations/<uuid:invitation_id>/withdrawal/", staff.withdraw_invitation, name="withdraw_invitation"),
    path("people/<uuid:person_id>/", staff.person_page, name="person"),
    path("people/<uuid:person_id>/roles/", staff.grant, name="grant"),
    path("people/<uuid:person_id>/roles/<uuid:grant_id>/end/", staff.revoke, name="revoke"),
    path("people/<uuid:person_id>/suspension/", staff.suspension, name="suspension"),
    path("people/<uuid:person_id>/reset-link/", staff.reset_link, name="reset_link"),
    path("people/<uuid:person_id>/reveal/", staff.reveal, name="reveal"),
]

allauth_pages = [
    path("sign-in/", entry.sign_in, name="account_login"),
    path("sign-up/", entry.sign_up, name="account_signup"),
    path("sign-out/", entry.sign_out, name="account_logout"),
    path("sign-in/second-step/", entry.second_step, name="mfa_authenticate"),
    path("sign-in/again/", entry.password_again, name="account_reauthenticate"),
    path("sign-in/again/code/", entry.code_again, name="mfa_reauthenticate"),
    path("settings/second-step/", account.second_steps, name="mfa_index"),
    path("settings/second-step/add/", account.add_code_app, name="mfa_activate_totp"),
    path("settings/second-step/remove/", account.remove_code_app, name="mfa_deactivate_totp"),
    path("settings/second-step/codes/", account.recovery_codes, name="mfa_view_recovery_codes"),
    path("settings/second-step/codes/new/", account.new_recovery_codes, name="mfa_generate_recovery_codes"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((app_pages, "people"))), *allauth_pages]
