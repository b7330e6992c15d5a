"""Addresses of reports, their review, evidence, rounds and the control room."""

from django.urls import path

from .views import control, entry, evidence, lines, queue, review, rounds, submit

app_name = "reporting"
report = "reports/<str:round_code>/<str:unit_code>/"
urlpatterns = [
    path("reports/", submit.report_list, name="report_list"),
    path(report, entry.report_form, name="report_form"),
    path(f"{report}lines/<str:code>/", lines.report_line, name="report_line"),
    path(f"{report}words/", lines.report_words, name="report_words"),
    path(
        f"{report}evidence/<str:code>/",
        evidence.report_evidence,
        name="report_evidence",
    ),
    path(f"{report}submit/", submit.report_submit, name="report_submit"),
    path(f"{report}withdraw/", submit.report_withdraw, name="report_withdraw"),
    path(f"{report}supplement/", submit.report_supplement, name="report_supplement"),
    path(f"{report}schools/", review.report_schools, name="report_schools"),
    path(f"{report}review/", review.report_review, name="report_review"),
    path(f"{report}review/step/", review.review_step, name="review_step"),
    path(f"{report}review/return/", review.review_return, name="review_return"),
    path(f"{report}history/", review.report_history, name="report_history"),
    path(f"{report}print/", review.report_print, name="report_print"),
    # What the centre enters for a unit.
    path(f"{report}central/", entry.central_form, name="central_form"),
    path(f"{report}central/lines/<str:code>/", lines.central_line, name="central_line"),
    path(
        f"{report}central/evidence/<str:code>/",
        evidence.central_evidence,
        name="central_evidence",
    ),
    path(f"{report}central/submit/", submit.central_submit, name="central_submit"),
    path(f"{report}central/review/", review.central_review, name="central_review"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path(
        "evidence/<int:pk>/remove/", evidence.evidence_removal, name="evidence_removal"
    ),
    path("review/", queue.review_queue, name="review_queue"),
    path("review/bulk/", queue.review_bulk, name="review_bulk"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/<str:round_code>/", rounds.round_detail, name="round_detail"),
    path(
        "rounds/<str:round_code>/control-room/",
        control.round_control,
        name="round_control",
    ),
    path(
        "rounds/<str:round_code>/control-room.csv",
        control.round_control_csv,
        name="round_control_csv",
    ),
]
