"""What staff do with a complaint at the desk: all that `voz complaint` can do, by the same acts."""

from collections.abc import Callable

from civic.access import Permission
from civic.complaint import Status
from handlers.desk.complaint import access_complaint, may_work
from handlers.desk.complaint_words import STATUSES
from handlers.desk.complaints import PATH
from handlers.desk.darkroom import Photo
from handlers.desk.errand import Errand, Goto
from handlers.desk.refusing import NOT_YOURS, demand_seen, named_folio, refused
from handlers.desk.typed import typed_day, typed_number
from handlers.staff.complaints import Caseworker, StaffMember
from handlers.staff.finding import NotPossible
from storage import complaint_lists, media
from storage.complaint_lists import visible_complaints


def _act(errand: Errand, do: Callable[[Caseworker, str], object], done: str = "hecho") -> Goto:
    """Who may see it and not work on it is told so; who may not see it is told nothing."""
    complaint = access_complaint(errand, to_change=True)
    if not may_work(errand, complaint):
        raise NotPossible(NOT_YOURS)
    demand_seen(errand.form.get("seen", ""), complaint.status_at.isoformat())
    worker = Caseworker(errand.connection, errand.world, StaffMember(name=errand.me.name, channel="desk"), errand.now)
    with refused(lambda status: STATUSES[Status(status)]):
        do(worker, complaint.folio)
    return _here(errand, complaint.folio, done)


def _here(errand: Errand, folio: str, done: str) -> Goto:
    """It may be out of their sight now: turned over to another department."""
    within = visible_complaints(errand.me.access)
    still = complaint_lists.find_visible(errand.connection, folio, within)
    return Goto(f"{PATH}/{folio}" if still else PATH, done)


def _said(errand: Errand, name: str = "note") -> str:
    return errand.form.get(name, "").strip()


def move(errand: Errand) -> Goto:
    to = _said(errand, "to")
    if to not in set(Status):
        raise NotPossible("Elija a qué estado pasa.")
    return _act(errand, lambda worker, folio: worker.move(folio, Status(to), _said(errand)))


def refer(errand: Errand) -> Goto:
    department = _said(errand, "department")
    return _act(errand, lambda worker, folio: worker.refer(folio, department, _said(errand)), "turnada")


def schedule(errand: Errand) -> Goto:
    day = typed_day(errand, "day", "Día que se promete")
    return _act(errand, lambda worker, folio: worker.schedule(folio, day, _said(errand)))


def forward(errand: Errand) -> Goto:
    body, external = _said(errand, "body"), _said(errand, "external_folio")
    return _act(errand, lambda worker, folio: worker.forward(folio, body, _said(errand), external))


def not_competent(errand: Errand) -> Goto:
    return _act(errand, lambda worker, folio: worker.not_competent(folio, _said(errand, "body"), _said(errand)))


def ask(errand: Errand) -> Goto:
    days = typed_number(errand, "days")
    if days > 60:
        raise NotPossible("Dé a lo más 60 días hábiles para contestar.")
    return _act(errand, lambda worker, folio: worker.ask(folio, _said(errand), days), "preguntado")


def finish(errand: Errand) -> Goto:
    """Done, with a photo of the work where there is one."""

    def do(worker: Caseworker, folio: str) -> None:
        if errand.picture:
            worker.show_repair(folio, errand.picture)
        worker.move(folio, Status.DONE, _said(errand))

    return _act(errand, do, "terminada")


def photo(errand: Errand) -> Goto:
    """Of the work, by itself."""
    if errand.picture is None:
        raise NotPossible("Elija una foto: JPEG, PNG o WebP.")
    picture = errand.picture
    return _act(errand, lambda worker, folio: worker.show_repair(folio, picture))


def uploaded(errand: Errand) -> Photo:
    return errand.uploads[0].content if errand.uploads else b""


def close(errand: Errand) -> Goto:
    return _act(errand, lambda worker, folio: worker.move(folio, Status.CLOSED, _said(errand)))


def note(errand: Errand) -> Goto:
    return _act(errand, lambda worker, folio: worker.note(folio, _said(errand)), "nota")


def merge(errand: Errand) -> Goto:
    """Into one that whoever does it may work on as well."""
    return _act(errand, lambda worker, folio: worker.merge(folio, _into(errand), _said(errand)))


def _into(errand: Errand) -> str:
    return named_folio(
        errand, lambda folio: access_complaint(errand, Permission.WORK_COMPLAINTS, folio, to_change=True).folio, "queja"
    )


def split(errand: Errand) -> Goto:
    return _act(errand, lambda worker, folio: worker.split(folio, _said(errand)))


def split_person(errand: Errand) -> Goto:
    made: list[str] = []
    person_id = typed_number(errand, "person")
    _act(errand, lambda worker, folio: made.append(worker.split_person(folio, person_id, _said(errand))))
    return _here(errand, made[0], "separada")


def add_task(errand: Errand) -> Goto:
    department, what = _said(errand, "department"), _said(errand, "what")
    return _act(errand, lambda worker, folio: worker.add_task(folio, department, what))


def end_task(errand: Errand) -> Goto:
    number, dropped = typed_number(errand, "number"), errand.form.get("dropped") == "1"
    return _act(errand, lambda worker, folio: worker.end_task(folio, number, dropped=dropped))


def publish(errand: Errand) -> Goto:
    """Let others see a photo that a resident sent: a copy without what the telephone wrote into it."""
    if errand.picture is None:
        raise NotPossible("Ese archivo no es una foto que se pueda mostrar, o todavía no se guarda.")
    return _publish(errand, errand.picture.name)


def hide(errand: Errand) -> Goto:
    return _publish(errand, "")


def _publish(errand: Errand, picture: str) -> Goto:
    before: list[str] = []
    media_id = typed_number(errand, "media")
    goto = _act(errand, lambda worker, folio: before.append(worker.publish(folio, media_id, picture)))
    return Goto(goto.path, goto.done, unseen=(before[0],))


def sent(errand: Errand) -> Photo:
    """Where a photo of this complaint lies."""
    complaint, wanted = access_complaint(errand), typed_number(errand, "media")
    exhibits = media.list_exhibits(errand.connection, "complaint", complaint.id)
    return next((one.path for one in exhibits if one.media_id == wanted and one.kind == "photo"), "")
