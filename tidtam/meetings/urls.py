"""Addresses of meetings, their agenda, papers and press releases."""

from django.urls import path

from . import views

app_name = "meetings"
one = "meetings/<int:number>/"
item = "meetings/items/<int:number>/"
urlpatterns = [
    path("meetings/", views.meeting_list, name="meeting_list"),
    path("meetings/list.csv", views.meeting_list_csv, name="meeting_list_csv"),
    path("meetings/add/", views.meeting_add, name="meeting_add"),
    path("meetings/series/add/", views.series_add, name="series_add"),
    path("meetings/series/<int:number>/edit/", views.series_edit, name="series_edit"),
    path(one, views.meeting_detail, name="meeting_detail"),
    path(f"{one}edit/", views.meeting_edit, name="meeting_edit"),
    path(f"{one}items/add/", views.item_add, name="item_add"),
    path(f"{one}attendance/", views.attendance_edit, name="attendance_edit"),
    path(f"{one}guests/add/", views.guest_add, name="guest_add"),
    path(f"{one}statements/add/", views.statement_add, name="statement_add"),
    path(f"{one}invite/", views.meeting_invite, name="meeting_invite"),
    path(f"{one}invitations/", views.invitation_list, name="invitation_list"),
    path(
        f"{one}invitations/resend/",
        views.invitations_resend,
        name="invitations_resend",
    ),
    path(f"{one}invitation.ics", views.invitation_ics, name="invitation_ics"),
    path(f"{one}hold/", views.meeting_hold, name="meeting_hold"),
    path(f"{one}adopt/", views.minutes_adopt, name="minutes_adopt"),
    path(f"{one}incidents/add/", views.incident_add, name="incident_add"),
    path(f"{one}evidence.zip", views.evidence_pack, name="evidence_pack"),
    path(f"{one}press/", views.release_edit, name="release_edit"),
    path(f"{one}press/approve/", views.release_approve, name="release_approve"),
    path(f"{one}press.<str:ending>", views.release_paper, name="release_paper"),
    path(f"{one}<str:paper>.<str:ending>", views.meeting_paper, name="meeting_paper"),
    path(f"{item}edit/", views.item_edit, name="item_edit"),
    path(f"{item}vote/", views.vote_edit, name="vote_edit"),
    path(f"{item}vote/remove/", views.vote_remove, name="vote_remove"),
    path(f"{item}papers/add/", views.paper_add, name="paper_add"),
    path(
        "meetings/incidents/<int:number>/remove/",
        views.incident_remove,
        name="incident_remove",
    ),
    path("meetings/papers/<int:number>/", views.paper_file, name="paper_file"),
    path("press/<int:number>/", views.release_public, name="release_public"),
]
