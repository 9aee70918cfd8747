"""Addresses of `collect`."""

from __future__ import annotations

from django.urls import path

from junheng.web.collect import urls_form, urls_freeze, views_board, views_conflicts, views_review, views_rounds, views_submission

app_name = "collect"
_SUBMISSION = "submissions/<int:submission_id>"
_ROUND = "<int:round_id>"
_UPLOAD = "uploads/<int:upload_id>"
urlpatterns = [
    path("", views_rounds.rounds, name="rounds"),
    path("new", views_rounds.new_round, name="new_round"),
    path(_ROUND, views_rounds.round_page, name="round"),
    path(f"{_ROUND}/edit", views_rounds.edit_round, name="edit_round"),
    path(f"{_ROUND}/open", views_rounds.open_for_reporting, name="open_round"),
    path(f"{_ROUND}/matrix/<slug:table>", views_rounds.matrix, name="matrix"),
    path(f"{_ROUND}/matrix/<slug:table>/change", views_rounds.matrix_change, name="matrix_change"),
    path(f"{_ROUND}/matrix.toml", views_rounds.matrix_file, name="matrix_file"),
    # Reporting one submission by workbook.
    path(_SUBMISSION, views_submission.submission, name="submission"),
    path(f"{_SUBMISSION}/template.xlsx", views_submission.template, name="template"),
    path(f"{_SUBMISSION}/marked.xlsx", views_submission.marked, name="marked"),
    path(f"{_SUBMISSION}/upload", views_submission.upload, name="send"),
    path(_UPLOAD, views_submission.upload_result, name="upload"),
    path(f"{_UPLOAD}/marked.xlsx", views_submission.upload_marked, name="upload_marked"),
    path(f"{_UPLOAD}/file", views_submission.upload_file, name="upload_file"),
    # Reviewing one submission.
    path(f"{_SUBMISSION}/review", views_review.review, name="review"),
    path(f"{_SUBMISSION}/step/<slug:name>", views_review.step, name="step"),
    path(f"{_SUBMISSION}/return", views_review.return_form, name="return_form"),
    path(f"{_SUBMISSION}/return/cells", views_review.return_cells, name="return_cells"),
    path(f"{_SUBMISSION}/sign", views_review.sign, name="sign"),
    path(f"{_SUBMISSION}/scan", views_review.attach_scan, name="attach_scan"),
    path("signatures/<int:signature_id>/scan", views_review.scan, name="scan"),
    path(f"{_SUBMISSION}/explain", views_review.explain, name="explain"),
    path(f"{_SUBMISSION}/empty", views_review.confirm_empty, name="confirm_empty"),
    path(f"{_SUBMISSION}/confirmation", views_review.confirmation, name="confirmation"),
    path(f"{_SUBMISSION}/changes", views_review.changes, name="changes"),
    path("returns/<int:return_id>/answer", views_review.answer, name="answer"),
    # The round as a whole.
    path(f"{_ROUND}/board", views_board.board, name="board"),
    path(f"{_ROUND}/board.xlsx", views_board.board_export, name="board_export"),
    path(f"{_ROUND}/batch", views_board.batch, name="batch"),
    path(f"{_ROUND}/extend", views_board.extend, name="extend"),
    path(f"{_ROUND}/remind", views_board.remind, name="remind"),
    path(f"{_ROUND}/reminders", views_board.reminders, name="reminders"),
    path(f"{_ROUND}/conflicts", views_conflicts.conflicts, name="conflicts"),
    path(f"{_ROUND}/conflicts/find", views_conflicts.find_conflicts, name="find_conflicts"),
    path(f"{_ROUND}/conflicts/source", views_conflicts.compare_source, name="compare_source"),
    path(f"{_ROUND}/conflicts/decide", views_conflicts.decide, name="decide"),
    path(f"{_ROUND}/reminders/sheet", views_board.reminder_sheet, name="reminder_sheet"),
    *urls_form.urlpatterns,
    *urls_freeze.urlpatterns,
]
