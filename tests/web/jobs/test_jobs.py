"""Jobs in one process: what they leave in their row, who may stop them, and what the pages show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from junheng.web.archive.models import StoredAssessment
from junheng.web.audit.models import AuditEvent
from junheng.web.collect.services_load import load_package
from junheng.web.jobs import kinds
from junheng.web.jobs.models import Job
from junheng.web.jobs.running import Running
from junheng.web.jobs.services import cancel, enqueue, run_now
from junheng.web.jobs.todo import tasks_of
from junheng.web.people.actor import SYSTEM, NotAllowed
from web.archive.loaded import written
from web.county import County, make_county


@pytest.fixture
def assess_job(county: County, tmp_path: Path) -> Job:
    package = load_package(SYSTEM, written("zip", tmp_path)).package
    return enqueue(county.actor("office"), "assess", county.unit, package=package.pk, standard="pingluo-2019-7")


def test_an_assessment_made_by_a_job_is_kept(assess_job: Job) -> None:
    done = run_now(assess_job)
    assert (done.state, done.percent, done.attempts) == ("done", 100, 1)
    assert StoredAssessment.objects.unscoped().get(pk=done.result["assessment"]).standard == "pingluo-2019-7"


def test_a_job_runs_once_although_the_queue_would_run_it_again(assess_job: Job) -> None:
    assert run_now(run_now(assess_job)).attempts == 1


def test_a_job_of_a_transaction_that_fails_never_comes_to_be(county: County) -> None:
    with transaction.atomic():
        enqueue(SYSTEM, "assess", county.unit, package=1)
        transaction.set_rollback(True)
    assert not Job.objects.unscoped().exists()
    assert not DBTaskResult.objects.exists()


def test_asking_for_a_job_is_in_the_trail(assess_job: Job) -> None:
    event = AuditEvent.objects.unscoped().get(action="job.enqueue")
    assert (event.actor_name, event.subject) == ("office", f"job:{assess_job.pk}")


def test_a_job_that_breaks_says_so_and_keeps_the_reason(county: County) -> None:
    broken = run_now(enqueue(SYSTEM, "assess", county.unit, package=0))
    assert broken.state == "failed"
    assert "DoesNotExist" in broken.error


def test_a_refusal_in_a_job_is_shown_in_its_own_words(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(running: Running) -> None:
        raise NotAllowed("数据还没有冻结。")

    monkeypatch.setitem(kinds.KINDS, "refused", kinds.Kind(gettext_lazy("refused"), refuse))
    assert run_now(enqueue(SYSTEM, "refused", county.unit)).error == "数据还没有冻结。"


def test_an_unknown_kind_is_found_when_it_is_asked_for(county: County) -> None:
    with pytest.raises(KeyError):
        enqueue(SYSTEM, "nonsense", county.unit)


def test_a_job_that_waits_is_cancelled_at_once_and_never_runs(assess_job: Job, county: County) -> None:
    cancel(county.actor("approver"), assess_job.pk)
    assert run_now(assess_job).state == "cancelled"


@pytest.mark.parametrize("username", ["reporter", "leader", "reviewer", "checker"])
def test_whoever_has_no_part_in_a_job_cannot_cancel_it(assess_job: Job, county: County, username: str) -> None:
    with pytest.raises(NotAllowed):
        cancel(county.actor(username), assess_job.pk)


def test_a_job_that_is_over_cannot_be_cancelled(assess_job: Job, county: County) -> None:
    run_now(assess_job)
    with pytest.raises(NotAllowed, match="已经结束"):
        cancel(county.actor("office"), assess_job.pk)


def test_the_page_of_a_waiting_job_asks_again_and_that_of_one_that_is_over_does_not(
    assess_job: Job, signed_in: Callable[[str], Client]
) -> None:
    office = signed_in("office")
    whole = office.get(f"/jobs/{assess_job.pk}").content.decode()
    assert "every 2s" in whole
    # What parts the steps of the way there is written by the style sheet alone.
    assert "›" not in whole
    run_now(assess_job)
    part = office.get(f"/jobs/{assess_job.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in part
    assert "已完成" in part
    assert f"/results/packages/{assess_job.arguments['package']}" in part
    assert "<html" not in part


def test_a_job_is_stopped_from_its_page(assess_job: Job, signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("office").post(f"/jobs/{assess_job.pk}/cancel", follow=True)
    assert "已取消" in answer.content.decode()


def test_the_jobs_of_another_county_do_not_exist(assess_job: Job, signed_in: Callable[[str], Client]) -> None:
    other = make_county("990200", "邻县", ())
    other.person("neighbour", "office", "office")
    neighbour = signed_in("neighbour")
    assert neighbour.get(f"/jobs/{assess_job.pk}").status_code == 404
    assert neighbour.post(f"/jobs/{assess_job.pk}/cancel").status_code == 404
    assert "测算评估结果" not in neighbour.get("/jobs/").content.decode()


def test_the_list_asks_the_database_a_fixed_number_of_times(
    assess_job: Job, county: County, signed_in: Callable[[str], Client], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(60):
        enqueue(county.actor("office"), "assess", county.unit, package=1)
    office = signed_in("office")
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        page = office.get("/jobs/").content.decode()
    assert "共 61 条" in page
    assert page.count("<tr>") == 51


def test_a_failed_job_is_something_to_do_until_it_is_done_again(assess_job: Job, county: County) -> None:
    office = county.actor("office")
    failed = run_now(enqueue(office, "assess", county.unit, package=0))
    assert [(task.light, task.link) for task in tasks_of(office)] == [("red", f"/jobs/{failed.pk}")]
    assert tasks_of(county.actor("approver")) == []
    Job.objects.unscoped().filter(pk=enqueue(office, "assess", county.unit, package=0).pk).update(state="done", finished_at=timezone.now())
    assert tasks_of(office) == []
