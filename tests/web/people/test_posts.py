"""Posts: given, ended, deputised and handed over, with the history kept, and by nobody for themselves."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from junheng.web.audit.models import AuditEvent
from junheng.web.people.actor import SYSTEM, NotAllowed, actor_of
from junheng.web.people.models import Post, Unit, User
from junheng.web.people.services import give_post, make_account, reset_password, set_active
from junheng.web.people.services_posts import end_post, hand_over, name_deputy
from junheng.web.people.services_units import open_county
from web.county import SCHOOLS, County

DAY = datetime.timedelta(days=1)
FIRST, SECOND = SCHOOLS[0].code, SCHOOLS[1].code


def today() -> datetime.date:
    return timezone.localdate()


def post_of(username: str) -> Post:
    found: Post = Post.objects.unscoped().get(user__username=username, deputy_of=None)
    return found


def roles_on(user: User, day: datetime.date) -> set[tuple[str, str]]:
    """Role and unit of what the person may do on a day."""
    return {(post.role, post.unit_code) for post in actor_of(user, day=day).posts}


def newcomer(county: County, at: str = FIRST) -> User:
    return make_account(county.actor("office"), "newcomer", "新来的", home=county.place(at))[0]


def test_a_post_is_held_from_its_first_to_its_last_day_and_no_longer(county: County) -> None:
    user = newcomer(county)
    give_post(county.actor("office"), user, "reporter", county.place(FIRST), starts_on=today() + DAY, ends_on=today() + 3 * DAY)
    held = [bool(roles_on(user, today() + number * DAY)) for number in range(6)]
    assert held == [False, True, True, True, False, False]


def test_several_posts_are_held_together_and_seen_together(county: County) -> None:
    user = newcomer(county)
    for at in (FIRST, SECOND):
        give_post(county.actor("office"), user, "reporter", county.place(at))
    seen = Unit.objects.within(actor_of(user).scope).values_list("code", flat=True)
    assert set(seen) == {FIRST, SECOND}


@pytest.mark.parametrize(("starts", "ends"), [(0, None), (-10, None), (5, 6), (-10, 0)])
def test_the_same_post_is_not_held_twice_at_once(county: County, starts: int, ends: int | None) -> None:
    days = {"starts_on": today() + starts * DAY, "ends_on": None if ends is None else today() + ends * DAY}
    with pytest.raises(NotAllowed, match="已经有这个岗位"):
        give_post(county.actor("office"), User.objects.get(username="reporter"), "reporter", county.place(FIRST), **days)


def test_a_post_that_was_held_before_may_be_held_again(county: County) -> None:
    office, user = county.actor("office"), newcomer(county)
    give_post(office, user, "reporter", county.place(FIRST), starts_on=today() - 9 * DAY, ends_on=today() - 5 * DAY)
    give_post(office, user, "reporter", county.place(FIRST), starts_on=today())
    assert Post.objects.unscoped().filter(user=user).count() == 2


def test_a_post_ends_after_it_begins(county: County) -> None:
    with pytest.raises(NotAllowed, match="早于起期"):
        give_post(county.actor("office"), newcomer(county), "reporter", county.place(FIRST), ends_on=today() - DAY)


def test_an_ended_post_stays_in_the_history(county: County) -> None:
    post, user = post_of("reporter"), User.objects.get(username="reporter")
    end_post(county.actor("office"), post.pk, today(), "调离")
    assert roles_on(user, today())
    assert not roles_on(user, today() + DAY)
    event = AuditEvent.objects.unscoped().get(action="post.end")
    assert (event.before["until"], event.after["until"], event.reason) == (None, today().isoformat(), "调离")


def test_what_was_held_is_not_rewritten(county: County) -> None:
    office, user = county.actor("office"), newcomer(county)
    post = give_post(office, user, "reporter", county.place(FIRST), starts_on=today() - 30 * DAY)
    with pytest.raises(NotAllowed, match="以前的任职记录不能改"):
        end_post(office, post.pk, today() - 2 * DAY)
    end_post(office, post.pk, today() - DAY)
    with pytest.raises(NotAllowed, match="以前的任职记录不能改"):
        end_post(office, post.pk, today())


def test_a_deputy_sees_and_does_what_the_post_may_for_the_time_and_both_are_named(county: County) -> None:
    deputy = newcomer(county)
    name_deputy(county.actor("office"), post_of("approver").pk, deputy, today() + DAY, today() + 2 * DAY)
    assert [len(roles_on(deputy, today() + number * DAY)) for number in range(4)] == [0, 1, 1, 0]
    standing = actor_of(deputy, day=today() + DAY)
    assert standing.holds("approver", county.place(FIRST))
    assert standing.persons() == {deputy.pk, User.objects.get(username="approver").pk}
    assert {post.words for post in standing.posts} == {"approver@990100-education_bureau（代approver）"}


def test_the_audit_trail_names_the_deputy_and_whom_they_stand_in_for(county: County) -> None:
    deputy = newcomer(county, "office")
    name_deputy(county.actor("admin"), post_of("office").pk, deputy, today(), today() + DAY)
    set_active(actor_of(deputy), User.objects.get(username="reporter").pk, False)
    event = AuditEvent.objects.unscoped().get(action="account.disable")
    assert (event.actor, event.actor_posts) == (deputy, "office@990100-office（代office）")


@pytest.mark.parametrize(("starts", "ends", "words"), [(-1, 1, "今天以前"), (3, 1, "早于起期"), (0, 99, "任职时间之内")])
def test_a_deputy_stands_in_within_the_days_of_the_post(county: County, starts: int, ends: int, words: str) -> None:
    post = post_of("checker")
    end_post(county.actor("office"), post.pk, today() + 30 * DAY)
    with pytest.raises(NotAllowed, match=words):
        name_deputy(county.actor("office"), post.pk, newcomer(county), today() + starts * DAY, today() + ends * DAY)


def test_nobody_stands_in_for_a_deputy_for_themselves_or_twice(county: County) -> None:
    office, deputy, days = county.actor("office"), newcomer(county), (today(), today() + DAY)
    standing = name_deputy(office, post_of("checker").pk, deputy, *days)
    with pytest.raises(NotAllowed, match="不能再由别人代理"):
        name_deputy(office, standing.pk, User.objects.get(username="liaison"), *days)
    with pytest.raises(NotAllowed, match="就是这个岗位的任职人"):
        name_deputy(office, post_of("checker").pk, User.objects.get(username="checker"), *days)
    with pytest.raises(NotAllowed, match="已经代理这个岗位"):
        name_deputy(office, post_of("checker").pk, deputy, *days)


def test_who_stands_in_for_a_post_loses_it_when_the_post_ends(county: County) -> None:
    office, deputy = county.actor("office"), newcomer(county)
    name_deputy(office, post_of("checker").pk, deputy, today(), today() + 20 * DAY)
    end_post(office, post_of("checker").pk, today() + 5 * DAY)
    assert roles_on(deputy, today() + 5 * DAY)
    assert not roles_on(deputy, today() + 6 * DAY)


def test_a_hand_over_moves_the_post_with_its_day_and_its_end(county: County) -> None:
    office, taker, old = county.actor("office"), newcomer(county), User.objects.get(username="checker")
    name_deputy(office, post_of("checker").pk, User.objects.get(username="liaison"), today(), today() + 20 * DAY)
    day = today() + 10 * DAY
    hand_over(office, post_of("checker").pk, taker, day, "轮岗")
    unit = "990100-basic_education"
    assert roles_on(old, day - DAY) == {("checker", unit)}
    assert roles_on(old, day) == set()
    assert roles_on(taker, day - DAY) == set()
    assert roles_on(taker, day) == {("checker", unit)}
    # The old holder's deputy stood in for the old holder.
    assert ("checker", unit) not in roles_on(User.objects.get(username="liaison"), day)
    event = AuditEvent.objects.unscoped().get(action="post.hand_over")
    assert (event.reason, event.after["new"]["user"], event.after["old"]["until"]) == ("轮岗", "newcomer", (day - DAY).isoformat())


def test_what_is_open_follows_the_post_to_the_new_holder(county: County) -> None:
    from junheng.web.collect.models import Submission
    from web.collect.rounds import opened, submission_of

    submission = submission_of(county, opened(county), FIRST)
    taker, old = newcomer(county, SECOND), User.objects.get(username="reporter")
    Post.objects.unscoped().filter(pk=post_of("reporter").pk).update(starts_on=today() - DAY)
    hand_over(county.actor("office"), post_of("reporter").pk, taker, today())
    assert submission in Submission.objects.within(actor_of(taker).scope)
    assert submission not in Submission.objects.within(actor_of(old).scope)


@pytest.mark.parametrize("shift", [-1, 0])
def test_a_hand_over_lies_ahead_and_after_the_first_day(county: County, shift: int) -> None:
    with pytest.raises(NotAllowed, match="交接日期"):
        hand_over(county.actor("office"), post_of("checker").pk, newcomer(county), today() + shift * DAY)


def test_nobody_changes_their_own_posts_nor_those_of_whom_they_stand_in_for(county: County) -> None:
    office, deputy = county.actor("office"), newcomer(county, "office")
    for act in (
        lambda: give_post(office, office.user, "checker", county.place("office")),
        lambda: end_post(office, post_of("office").pk, today()),
        lambda: hand_over(office, post_of("office").pk, deputy, today() + DAY),
        lambda: name_deputy(office, post_of("checker").pk, office.user, today(), today()),
    ):
        with pytest.raises(NotAllowed, match="自己的岗位"):
            act()
    name_deputy(county.actor("admin"), post_of("office").pk, deputy, today(), today() + DAY)
    with pytest.raises(NotAllowed, match="自己的岗位"):
        end_post(actor_of(deputy), post_of("office").pk, today())


def test_the_office_makes_no_administrator_and_touches_none(county: County) -> None:
    office, admin = county.actor("office"), User.objects.get(username="admin")
    User.objects.filter(pk=admin.pk).update(home=county.place("office"))
    with pytest.raises(NotAllowed, match="只有管理员可以设管理员"):
        give_post(office, newcomer(county), "admin", county.place("office"))
    for act in (lambda: reset_password(office, admin.pk), lambda: set_active(office, admin.pk, False)):
        with pytest.raises(NotAllowed, match="不能维护"):
            act()


def test_the_office_keeps_no_account_that_reaches_into_another_county(county: County) -> None:
    far = open_county(SYSTEM, "990200", "邻县")
    user = newcomer(county)
    give_post(SYSTEM, user, "leader", far)
    with pytest.raises(NotAllowed, match="不能维护"):
        reset_password(county.actor("office"), user.pk)
    with pytest.raises(NotAllowed, match="只有管理员和创建办"):
        make_account(county.actor("office"), "elsewhere", "别处", home=far)


def test_the_last_administrator_is_neither_stopped_nor_ended(county: County) -> None:
    second, _password = make_account(SYSTEM, "second", "第二管理员", home=county.place("office"))
    give_post(SYSTEM, second, "admin", None, ends_on=today() + DAY)
    with pytest.raises(NotAllowed, match="最后一个管理员"):
        set_active(actor_of(second), User.objects.get(username="admin").pk, False)
    with pytest.raises(NotAllowed, match="最后一个管理员"):
        end_post(actor_of(second), post_of("admin").pk, today())


@pytest.mark.parametrize(("role", "at"), [("principal", "finance_bureau"), ("approver", FIRST), ("nothing", FIRST), ("liaison", FIRST)])
def test_a_role_is_held_only_at_its_kinds_of_unit(county: County, role: str, at: str) -> None:
    with pytest.raises(NotAllowed, match="不能设在"):
        give_post(county.actor("office"), newcomer(county), role, county.place(at))


@pytest.mark.parametrize("who", ["reporter", "approver", "bureau_head", "county_head", "inspector", "leader", "reviewer"])
def test_only_the_office_and_the_administrator_keep_posts(county: County, who: str) -> None:
    before = AuditEvent.objects.unscoped().count()
    actor = county.actor(who)
    for act in (
        lambda: make_account(actor, "somebody", "某人", home=county.place(FIRST)),
        lambda: give_post(actor, User.objects.get(username="liaison"), "reporter", county.place(FIRST)),
        lambda: end_post(actor, post_of("liaison").pk, today()),
        lambda: reset_password(actor, User.objects.get(username="liaison").pk),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert AuditEvent.objects.unscoped().count() == before
