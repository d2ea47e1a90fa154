"""Papers of a committee itself: who sits on it, what they learnt and signed."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from civic import committee_papers as facts
from civic.committee_papers import Named
from civic.paper import Paper
from handlers import papers
from handlers.staff.accrediting import NoSuchAccreditation
from handlers.staff.finding import NotPossible
from handlers.staff.paperwork.source import Source
from storage import committees
from storage.committees import Training

_CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


def constitution(of: Source, key: str, officials: tuple[Named, ...] = ()) -> Paper:
    committee = of.convener.find(key)
    if committee.constituted_on is None:
        raise NotPossible(f"{key} todavía no se constituye.")
    last = of.moment(committee.constituted_on + timedelta(days=1))
    founders = [
        one
        for one in of.members(committee, with_past=True)
        if one.started_at < last and not (one.ended_at and one.ended_at < last)
    ]
    made = facts.Constitution(
        body=of.body(committee),
        day=committee.constituted_on,
        members=of.named(committee, founders),
        officials=officials,
    )
    return papers.constitution_paper(of.town, made)


def substitution(of: Source, key: str, leaving: str, officials: tuple[Named, ...] = ()) -> Paper:
    committee = of.convener.find(key)
    everybody = of.members(committee, with_past=True)
    gone = [one for one in everybody if one.ended_at and leaving in (one.name, str(one.id))]
    if not gone or gone[-1].ended_at is None:
        raise NotPossible(f"Nadie con el nombre {leaving} ha dejado {key}.")
    left = gone[-1]
    comes = next((one for one in everybody if one.replaces == left.id), None)
    made = facts.Substitution(
        body=of.body(committee),
        day=of.day(gone[-1].ended_at),
        leaves=of.named(committee, [left])[0],
        why=left.ended_why,
        comes=of.named(committee, [comes])[0] if comes else None,
        officials=officials,
    )
    return papers.substitution_paper(of.town, made)


def training(of: Source, key: str) -> Paper:
    committee = of.convener.find(key)
    scheme, sitting = of.scheme, of.members(committee)
    known = {one.id: committees.list_trainings(of.connection, one.person_id) for one in sitting}
    units = []
    for unit in scheme.units_of([committee.kind]):
        trained = []
        for member, named in zip(sitting, of.named(committee, sitting), strict=True):
            took = known[member.id].get(unit.id)
            passed = of.day(took.passed_at) if took and took.passed_at else None
            trained.append(facts.Trained(named, took.attempts if took else 0, passed))
        units.append(facts.Unit(unit.title, tuple(trained)))
    made = facts.Training(body=of.body(committee), day=_last_day(of, known.values()), units=tuple(units))
    return papers.training_paper(of.town, made)


def letter(of: Source, key: str, name: str) -> Paper:
    committee = of.convener.find(key)
    member = of.convener.member(committee, name)
    signed = committees.find_letter(of.connection, member.id)
    if signed is None:
        raise NotPossible(f"{member.name} todavía no firma su carta.")
    accepted = facts.Acceptance(
        at=of.local(signed.accepted_at),
        channel=_CHANNELS.get(signed.account.partition(":")[0], ""),
        original=signed.paper,
    )
    made = facts.Letter(
        body=of.body(committee),
        member=of.named(committee, [member])[0],
        text=signed.text,
        version=signed.version,
        sha256=signed.sha256,
        accepted=accepted,
    )
    return papers.letter_paper(of.town, made)


def accreditation(of: Source, code: str) -> Paper:
    one = committees.find_accreditation(of.connection, code.strip().upper())
    if one is None:
        raise NoSuchAccreditation(f"no accreditation has the code {code!r}. `voz accreditation list` shows all.")
    if not one.is_valid(of.now) and one.starts_at <= of.now:
        raise NotPossible(f"{one.code} ya no vale: no se entrega el documento.")
    if not of.world.public_url:
        raise NotPossible("El documento dice dónde se verifica su código: falta public_url de [server].")
    figure = of.scheme.figure(one.figure)
    observatory = committees.get_committee(of.connection, one.committee_id) if one.committee_id else None
    made = facts.Accredited(
        figure=figure.name if figure else one.figure,
        shown=one.name_shown,
        observatory=observatory.name if observatory else "",
        first_day=of.day(one.starts_at),
        last_day=one.last_day(of.world.calendar.zone),
        code=one.code,
        where=f"{of.world.public_url}/acreditacion?codigo={one.code}",
    )
    return papers.accreditation_paper(of.town, made)


def _last_day(of: Source, known: Iterable[Mapping[str, Training]]) -> date:
    """On which somebody passed a unit; today where nobody did: the same rows give the same list."""
    passed = [one.passed_at for theirs in known for one in theirs.values() if one.passed_at]
    return of.day(max(passed, default=of.now))
