"""Addresses of visits, checklists and problems."""

from django.urls import path

from .views import checklists, findings, problems, triage, visits

app_name = "fieldwork"
visit = "visits/<int:number>/"
finding = "visits/findings/<int:number>/"
photo = "visits/photos/<int:number>/"
problem = "problems/<int:number>/"
urlpatterns = [
    path("visits/", visits.visit_list, name="visit_list"),
    path("visits/list.csv", visits.visit_list_csv, name="visit_list_csv"),
    path("visits/add/", visits.visit_add, name="visit_add"),
    path(visit, visits.visit_detail, name="visit_detail"),
    path(f"{visit}edit/", visits.visit_edit, name="visit_edit"),
    path(f"{visit}hold/", visits.visit_hold, name="visit_hold"),
    path(f"{visit}report/", visits.visit_report, name="visit_report"),
    path(f"{visit}cancel/", visits.visit_cancel, name="visit_cancel"),
    path(f"{visit}reply/", visits.visit_reply, name="visit_reply"),
    path(f"{visit}report.<str:ending>", visits.visit_paper, name="visit_paper"),
    path(f"{visit}checks/", findings.checks_edit, name="checks_edit"),
    path(f"{visit}findings/add/", findings.finding_add, name="finding_add"),
    path(f"{finding}edit/", findings.finding_edit, name="finding_edit"),
    path(f"{finding}remove/", findings.finding_remove, name="finding_remove"),
    path(f"{visit}photos/add/", findings.photo_add, name="photo_add"),
    path(photo, findings.photo_file, name="photo_file"),
    path(f"{photo}remove/", findings.photo_remove, name="photo_remove"),
    path("checklists/", checklists.checklist_list, name="checklist_list"),
    path("checklists/add/", checklists.checklist_add, name="checklist_add"),
    path(
        "checklists/<int:number>/edit/",
        checklists.checklist_edit,
        name="checklist_edit",
    ),
    path("problems/", problems.problem_list, name="problem_list"),
    path("problems/list.csv", problems.problem_list_csv, name="problem_list_csv"),
    path("problems/add/", problems.problem_add, name="problem_add"),
    path(problem, problems.problem_detail, name="problem_detail"),
    path(f"{problem}own/", triage.problem_own, name="problem_own"),
    path(f"{problem}pass-up/", triage.problem_pass_up, name="problem_pass_up"),
    path(f"{problem}decline/", triage.problem_decline, name="problem_decline"),
    path(f"{problem}say/", triage.problem_say, name="problem_say"),
    path(f"{problem}close/", triage.problem_close, name="problem_close"),
    path(f"{problem}reopen/", triage.problem_reopen, name="problem_reopen"),
    path("problems/files/<int:number>/", problems.step_file, name="step_file"),
]
