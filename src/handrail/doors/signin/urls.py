# SPDX-License-Identifier: Apache-2.0
# Of allauth's pages only those that make sense here: nobody signs up, changes her address or adds another.
from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path

from handrail.doors.signin import invitations, pages, views

RESET_KEY = r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

own = [
    path("account/secure/", pages.secure, name="secure"),
    path("account/time-left/", pages.time_left, name="time_left"),
    path("account/here/", pages.here, name="here"),
    path("account/kept/", pages.kept, name="kept"),
    path("account/kept/<uuid:pk>/throw-away/", pages.throw_away, name="throw_away"),
    path("invitations/accept/", invitations.accept, name="accept"),
    path("invitations/staff/<uuid:pk>/", invitations.invite_staff, name="invite_staff"),
    path("invitations/patients/<uuid:pk>/", invitations.invite_patient, name="invite_patient"),
    path("invitations/patients/<uuid:patient_id>/family/<uuid:pk>/", invitations.invite_family, name="invite_family"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]
urlpatterns = [
    path("account/", views.Ways.as_view(), name="mfa_index"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", views.SignOut.as_view(), name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/password/reset/", views.ForgotPassword.as_view(), name="account_reset_password"),
    path("account/password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(RESET_KEY, views.NewPassword.as_view(), name="account_reset_password_from_key"),
    path(
        "account/password/reset/done/", account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/second-step/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("account/reauthenticate/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/reauthenticate/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/app/add/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/app/remove/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("account/passkeys/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", views.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("account/devices/", views.Devices.as_view(), name="usersessions_list"),
    path("", include((own, "signin"))),
]  # fmt: skip
