"""Addresses of plans, projects and milestones."""

from django.urls import path

from .views import milestones, money, plans, projects

app_name = "planning"
plan = "plans/<int:number>/"
project = "projects/<int:number>/"
line = "budget-lines/<int:number>/"
milestone = "milestones/<int:number>/"
milestone_file = "milestone-files/<int:number>/"
urlpatterns = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/list.csv", plans.plan_list_csv, name="plan_list_csv"),
    path("plans/add/", plans.plan_add, name="plan_add"),
    path(plan, plans.plan_detail, name="plan_detail"),
    path(f"{plan}plan.<str:ending>", plans.plan_file, name="plan_file"),
    path(f"{plan}edit/", plans.plan_edit, name="plan_edit"),
    path(f"{plan}submit/", plans.plan_submit, name="plan_submit"),
    path(f"{plan}approve/", plans.plan_approve, name="plan_approve"),
    path(f"{plan}return/", plans.plan_return, name="plan_return"),
    path(f"{plan}enforce/", plans.plan_enforce, name="plan_enforce"),
    path(f"{plan}discard/", plans.plan_discard, name="plan_discard"),
    path(f"{plan}amend/", plans.plan_amend, name="plan_amend"),
    path(f"{plan}next-year/", plans.plan_next_year, name="plan_next_year"),
    path(f"{plan}projects/add/", projects.project_add, name="project_add"),
    path(project, projects.project_detail, name="project_detail"),
    path(f"{project}edit/", projects.project_edit, name="project_edit"),
    path(f"{project}remove/", projects.project_remove, name="project_remove"),
    path(f"{project}budget/add/", money.budget_line_add, name="budget_line_add"),
    path(f"{project}disbursed/", money.disbursement_record, name="disbursement_record"),
    path(f"{line}edit/", money.budget_line_edit, name="budget_line_edit"),
    path(f"{line}remove/", money.budget_line_remove, name="budget_line_remove"),
    path(
        "disbursements/<int:number>/remove/",
        money.disbursement_remove,
        name="disbursement_remove",
    ),
    path(f"{project}milestones/add/", milestones.milestone_add, name="milestone_add"),
    path(f"{milestone}edit/", milestones.milestone_edit, name="milestone_edit"),
    path(f"{milestone}done/", milestones.milestone_done, name="milestone_done"),
    path(f"{milestone}remove/", milestones.milestone_remove, name="milestone_remove"),
    path(milestone_file, milestones.milestone_file, name="milestone_file"),
    path(
        f"{milestone_file}remove/",
        milestones.milestone_file_remove,
        name="milestone_file_remove",
    ),
]
