"""Addresses of `collect`."""

from __future__ import annotations

from django.urls import path

from junheng.web.collect import urls_form, views, views_board, views_review

app_name = "collect"
_SUBMISSION = "submissions/<int:submission_id>"
_ROUND = "<int:round_id>"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    # Reviewing one submission.
    path(f"{_SUBMISSION}/review", views_review.review, name="review"),
    path(f"{_SUBMISSION}/step/<slug:name>", views_review.step, name="step"),
    path(f"{_SUBMISSION}/return", views_review.return_form, name="return_form"),
    path(f"{_SUBMISSION}/return/cells", views_review.return_cells, name="return_cells"),
    path(f"{_SUBMISSION}/sign", views_review.sign, name="sign"),
    path(f"{_SUBMISSION}/scan", views_review.attach_scan, name="attach_scan"),
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
    path(f"{_ROUND}/reminders/sheet", views_board.reminder_sheet, name="reminder_sheet"),
    *urls_form.urlpatterns,
]
