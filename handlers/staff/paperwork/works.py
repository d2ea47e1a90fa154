"""Papers of what a committee does: it meets, looks into works, reports, takes them over; and of a complaint."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from civic import committee_papers as facts
from civic.committee_papers import Named
from civic.paper import Paper
from handlers import papers
from handlers.schemes import role_name
from handlers.staff.calling import GOING, key_of
from handlers.staff.finding import NoSuch, NotPossible, get_complaint
from handlers.staff.meetings import Secretary
from handlers.staff.paperwork.source import Source
from storage import committees, handovers, meetings
from storage.broadcasts import find_broadcast
from storage.committees import Committee, Member
from storage.figures import list_replies
from storage.media import list_hashes
from storage.meetings import Agreement, Meeting
from storage.visits import find_visit, list_visits
from storage.works import complaint_figures, find_work


class NoSuchVisit(NoSuch):
    """None has this id."""


def meeting(of: Source, meeting_id: int) -> Paper:
    one = Secretary(of.convener).find(meeting_id)
    committee = committees.get_committee(of.connection, one.committee_id)
    everybody = {member.id: member for member in of.members(committee, with_past=True)}
    attended = meetings.list_attendance(of.connection, one.id)
    there = [everybody[member_id] for member_id in sorted(attended)] or of.members(committee)
    said = _said(of, one.id)
    made = facts.Meeting(
        body=of.body(committee),
        called_on=of.day(one.created_at),
        starts_at=of.local(one.starts_at),
        place=one.place,
        agenda=one.agenda,
        called_off_on=of.day(one.called_off_at) if one.called_off_at else None,
        called_off_why=one.called_off_why,
        attendance=tuple(
            facts.Attendee(member=named, reply=said.get(member.person_id), attended=attended.get(member.id))
            for member, named in zip(there, of.named(committee, there), strict=True)
        ),
        minutes=one.minutes,
        agreements=tuple(
            facts.Agreement(agreed.text, _who(of, agreed, everybody), agreed.due_on)
            for agreed in meetings.list_agreements(of.connection, committee.id, with_ended=True)
            if agreed.meeting_id == one.id
        ),
    )
    return papers.meeting_paper(of.town, made)


def visit(of: Source, visit_id: int) -> Paper:
    one = find_visit(of.connection, visit_id)
    if one is None:
        raise NoSuchVisit(f"no visit has the id {visit_id}. `voz visit list` shows them.")
    committee = of.convener.find(one.committee)
    role = role_name(of.scheme.kind(committee.kind), committees.get_member(of.connection, one.member_id).role)
    made = facts.Visit(
        body=of.body(committee, one.public_work_key),
        at=of.local(one.visited_at),
        member=Named(one.member, role),
        answers=tuple(facts.Answer(point["text"], facts.Seen(point["answer"])) for point in one.answers),
        observed=one.observed,
        reported=one.reported,
        alerted=one.alerted,
        note=one.note,
        place=one.place,
        point=None if one.latitude is None or one.longitude is None else (one.latitude, one.longitude),
        photos=tuple(list_hashes(of.connection, "visit", one.id)),
    )
    return papers.visit_paper(of.town, made)


def report(of: Source, key: str, since: date, until: date) -> Paper:
    """Both days within the period."""
    if until < since:
        raise NotPossible("El periodo termina antes de empezar.")
    committee, connection = of.convener.find(key), of.connection
    begin, end = of.moment(since), of.moment(until + timedelta(days=1))
    seen = list_visits(connection, committee_id=committee.id, since=begin, until=end)[::-1]
    met = [one for one in meetings.list_meetings(connection, committee.id) if begin <= one.starts_at < end]
    made = facts.Report(
        body=of.body(committee),
        since=since,
        until=until,
        visits=tuple(
            facts.VisitMade(
                day=of.day(one.visited_at), member=one.member, observed=one.observed,
                reported=one.reported, alerted=one.alerted,
            )
            for one in seen
        ),
        meetings=tuple(_called(of, one) for one in met if not one.called_off_at),
        agreements=_counts(of, committee, end),
        complaints=_complaints(of, committee),
        members=of.named(committee, of.members(committee)),
    )  # fmt: skip
    return papers.report_paper(of.town, made)


def complaint(of: Source, folio: str) -> Paper:
    """As it was told, without who told it."""
    world, connection = of.world, of.connection
    one = get_complaint(connection, world, folio)
    work = find_work(connection, one.public_work_key) if one.public_work_key else None
    where = world.neighbourhood(one.neighbourhood_key)
    made = facts.Complained(
        act=facts.Accusation.QUEJA,
        folio=one.folio,
        told_on=of.day(one.created_at),
        work=work.work.name if work else "",
        place=", ".join(filter(None, (one.place, where.name if where else ""))),
        what=one.text,
        evidence=tuple(list_hashes(connection, "complaint", one.id)),
        status=world.phrase(f"complaint_{one.status}", "es"),
    )
    return papers.complaint_paper(of.town, made)


def handover(of: Source, key: str, officials: tuple[Named, ...] = ()) -> Paper:
    committee = of.convener.find(key)
    one = handovers.find_handover(of.connection, committee.id)
    if one is None:
        raise NotPossible(f"Todavía no se entrega una obra a {key}.")
    made = facts.Handover(
        body=of.body(committee, one.public_work_key),
        day=of.day(one.at),
        accepted=one.accepted,
        reason=one.reason,
        members=of.named(committee, of.members(committee)),
        officials=officials,
    )
    return papers.handover_paper(of.town, made)


def _said(of: Source, meeting_id: int) -> Mapping[int, bool]:
    """Who said that they would come, or not, by person."""
    called = find_broadcast(of.connection, key_of(meeting_id))
    replies = list_replies(of.connection, called.id) if called else {}
    return {person_id: reply == GOING for person_id, reply in replies.items()}


def _who(of: Source, agreement: Agreement, everybody: Mapping[int, Member]) -> str:
    member = everybody.get(agreement.member_id or 0)
    return member.name if member else of.world.department(agreement.department) or "Todo el comité"


def _called(of: Source, meeting: Meeting) -> facts.MeetingCalled:
    attended = meetings.list_attendance(of.connection, meeting.id)
    there = sum(attended.values()) if attended else None
    return facts.MeetingCalled(
        day=of.day(meeting.starts_at), place=meeting.place, held=meeting.held_at is not None, attended=there
    )


def _counts(of: Source, committee: Committee, end: datetime) -> facts.AgreementCounts:
    """Of what was agreed before the end of the period, as it stands."""
    agreed = meetings.list_agreements(of.connection, committee.id, with_ended=True)
    made = [one for one in agreed if one.created_at < end]
    still = [one for one in made if one.ended_at is None]
    return facts.AgreementCounts(
        kept=sum(one.ended_as == "done" for one in made),
        open=len(still),
        late=sum(one.due_on < of.day(end) for one in still),
        dropped=sum(one.ended_as == "dropped" for one in made),
    )


def _complaints(of: Source, committee: Committee) -> tuple[tuple[str, int], ...]:
    if not committee.public_work_key:
        return ()
    figures = complaint_figures(of.connection, committee.public_work_key)
    ended = [(of.world.phrase(f"complaint_{status}", "es"), many) for status, many in sorted(figures.ended.items())]
    return tuple([("Abiertas", figures.open), *ended] if figures.received else [])
