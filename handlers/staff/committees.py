"""What staff do with committees: publish their scheme, form them, seat and unseat members, take letters on paper."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from civic.committee import Ending, has_room
from civic.phone import mexican_phone
from civic.scheme import CommitteeKind, Scheme, Scope
from civic.spanish import fold
from handlers.committee import record, seat, sign, unseat
from handlers.hand import Hand, staff_hand
from handlers.registering import person_at
from handlers.schemes import hash_of, letter_for, scheme_from, scheme_in_force
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import committees, handovers, letter_texts, people
from storage.committees import GROUP, Committee, Invitation, Member
from storage.documents import DocumentRevision, Kind, add_document, find_document
from storage.handovers import HandedOver
from storage.links import random_code
from storage.store import Connection
from storage.works import find_work

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,39}")
_NAME_SIGNS, _WHY_SIGNS = 80, 300
_MOST_USES, _MOST_DAYS = 100, 90


class NoSuchCommittee(NoSuch):
    """None has this key."""


class NoSuchMember(NoSuch):
    """Nobody of this name sits there."""


@dataclass(frozen=True, slots=True)
class SchemePublication:
    scheme: Scheme
    number: int
    is_new: bool
    """False: exactly this document is in force already."""


@dataclass(frozen=True, slots=True)
class Convener:
    """Staff at work on committees: one act, one commit. All raise NotPossible, and where they name one NoSuchCommittee or
    NoSuchMember."""

    connection: Connection
    world: World
    staff: str
    now: datetime
    channel: str = "cli"

    def hand(self) -> Hand:
        return staff_hand(self.connection, self.world, self.staff, self.now, self.channel)

    def publish(self, document: str, why: str) -> SchemePublication:
        """The document holds from the next message on. A letter's text never changes under one version. Raises Unreadable,
        Refused."""
        scheme = scheme_from(document, self.world.hours.zone)
        before = find_document(self.connection, Kind.SCHEME)
        digest = hashlib.sha256(document.encode()).hexdigest()
        if before and before.sha256 == digest:
            return SchemePublication(scheme, before.number, is_new=False)
        self._demand_kinds_in_use(scheme)
        self._keep_letters(scheme)
        number = before.number + 1 if before else 1
        by = f"staff:{self.staff}"[:80]
        made = DocumentRevision(Kind.SCHEME, number, document, digest, by, why.strip(), self.now)
        add_document(self.connection, made)
        return SchemePublication(scheme, number, is_new=True)

    def _demand_kinds_in_use(self, scheme: Scheme) -> None:
        """Nobody's committee or role disappears under them."""
        for committee, _ in committees.list_committees(self.connection):
            kind = scheme.kind(committee.kind)
            if kind is None:
                raise NotPossible(f"Hay comités del tipo {committee.kind}. Deje ese tipo, o ciérrelos antes.")
            for member in committees.list_members(self.connection, committee.id):
                if kind.role(member.role) is None:
                    raise NotPossible(
                        f"En {committee.key} alguien tiene el cargo {member.role}. Deje ese cargo en {kind.id}."
                    )

    def _keep_letters(self, scheme: Scheme) -> None:
        for letter in scheme.letters:
            known = letter_texts.find_letter_text(self.connection, letter.id, letter.version)
            if known is None:
                sha = hash_of(letter.text)
                letter_texts.add_letter_text(self.connection, letter.id, letter.version, letter.text, sha, self.now)
            elif known != letter.text:
                raise NotPossible(
                    f"Cambió el texto de la carta {letter.id} y no su versión {letter.version}. Póngale una versión nueva."
                )

    def add(self, key: str, kind_id: str, name: str, *, neighbourhood: str = "", work: str = "") -> None:
        """A new one, without members."""
        kind = self._kind(kind_id)
        if not _KEY.fullmatch(key):
            raise NotPossible("La clave lleva de 2 a 40 letras sin acento, números o guiones, como OBRA-1.")
        if committees.find_committee(self.connection, key):
            raise NotPossible(f"Ya hay un comité {key}. Elija otra clave.")
        if not name.strip() or len(name) > _NAME_SIGNS:
            raise NotPossible(f"Escriba el nombre del comité, de {_NAME_SIGNS} letras a lo más.")
        self._demand_matter(kind, neighbourhood, work)
        made = Committee(
            self.world.ids.new(), key, kind.id, name.strip(), neighbourhood, work, None, None, None, "", self.now
        )
        committees.add_committee(self.connection, made)
        self._record(made.id, "formed", kind.id)

    def _demand_matter(self, kind: CommitteeKind, neighbourhood: str, work: str) -> None:
        if kind.scope is Scope.WORK and not work:
            raise NotPossible(f"Un comité de tipo {kind.id} vigila una obra. Escriba la clave de la obra.")
        if kind.scope is Scope.NEIGHBOURHOOD and not neighbourhood:
            raise NotPossible(f"Un comité de tipo {kind.id} es de una colonia. Escriba cuál.")
        if work and find_work(self.connection, work) is None:
            raise NotPossible(f"El padrón no tiene la obra {work}. Revise la clave.")
        if neighbourhood and self.world.neighbourhood(neighbourhood) is None:
            raise NotPossible(f"El catálogo no tiene la colonia {neighbourhood}. Revise la clave.")

    def constitute(self, key: str, day: date) -> None:
        """It has all its members: from that day on it exists in the papers."""
        committee, kind = self._open(key)
        sitting = committees.list_members(self.connection, committee.id)
        if committee.constituted_on:
            raise NotPossible(f"{key} se constituyó el {committee.constituted_on}.")
        if len(sitting) < kind.least:
            raise NotPossible(f"{key} tiene {len(sitting)} integrantes y para constituirse necesita {kind.least}.")
        if day > self.world.calendar.local_day(self.now):
            raise NotPossible(f"El {day} todavía no llega. Escriba el día en que se constituyó.")
        committees.change_committee(self.connection, committee.id, constituted_on=day)
        self._record(committee.id, "constituted", day.isoformat())

    def close(self, key: str, why: str) -> None:
        """Its members' access ends, and its invitations."""
        committee, _ = self._open(key)
        if not why.strip():
            raise NotPossible("Escriba por qué se cierra.")
        sitting = [one.id for one in committees.list_members(self.connection, committee.id)]
        committees.end_members(self.connection, sitting, Ending.CLOSED, why.strip(), self.now)
        committees.end_invitations(self.connection, committee.id)
        columns = {"closed_at": self.now, "closed_why": why.strip()}
        committees.change_committee(self.connection, committee.id, **columns)
        self._record(committee.id, "closed", why.strip())

    def invite(self, key: str, role: str, *, uses: int, days: int, member_id: int | None = None) -> str:
        """A code by which as many people as `uses` take a seat within `days`."""
        committee, kind = self._open(key)
        self._demand_role(kind, role)
        if not 1 <= uses <= _MOST_USES or not 1 <= days <= _MOST_DAYS:
            raise NotPossible(f"Una invitación es para 1 a {_MOST_USES} personas y de 1 a {_MOST_DAYS} días.")
        code, until = random_code(), self.now + timedelta(days=days)
        by = f"staff:{self.staff}"[:80]
        made = Invitation(code, committee.id, role, member_id, uses, until, by, self.now)
        committees.add_invitation(self.connection, made)
        self._record(committee.id, "invited", f"{role}, {uses}, until {until:%Y-%m-%d}")
        return code

    def invite_group(self, key: str, *, days: int) -> str:
        """A code that makes a group on Telegram the committee's own: what is sent to its group arrives there."""
        committee, _ = self._open(key)
        if not 1 <= days <= _MOST_DAYS:
            raise NotPossible(f"Una invitación es de 1 a {_MOST_DAYS} días.")
        code, until = random_code(), self.now + timedelta(days=days)
        made = Invitation(code, committee.id, GROUP, None, 1, until, f"staff:{self.staff}"[:80], self.now)
        committees.add_invitation(self.connection, made)
        self._record(committee.id, "group_invited", f"until {until:%Y-%m-%d}")
        return code

    def open_chat(self, key: str, name: str, *, days: int) -> str:
        """A code by which somebody whom staff wrote down opens their own chat: they are asked for no name."""
        member = self.member(self.find(key), name)
        return self.invite(key, member.role, uses=1, days=days, member_id=member.id)

    def add_member(self, key: str, role: str, name: str, *, phone: str = "") -> int:
        """Somebody who signs on paper, or whose number staff have; the id of the membership."""
        committee, kind = self._open(key)
        return self._seat(committee, kind, role, name, phone)

    def replace(self, key: str, leaving: str, name: str, *, phone: str = "", why: str) -> int:
        """Another one takes somebody's seat and role; both stand in the record of substitution."""
        committee, kind = self._open(key)
        gone = self.member(committee, leaving)
        if not why.strip():
            raise NotPossible("Escriba por qué se sustituye a la persona.")
        hand = self.hand()
        unseat(hand, self._scheme(), committee, gone, Ending.REPLACED, why.strip()[:_WHY_SIGNS])
        hand.ledger.save(self.connection)
        return self._seat(committee, kind, gone.role, name, phone, replaces=gone.id)

    def _seat(
        self, committee: Committee, kind: CommitteeKind, role: str, name: str, phone: str, replaces: int | None = None
    ) -> int:
        self._demand_role(kind, role)
        name = " ".join(name.split())
        if not name or len(name) > _NAME_SIGNS:
            raise NotPossible(f"Escriba el nombre como va en los documentos, de {_NAME_SIGNS} letras a lo más.")
        roles = [one.role for one in committees.list_members(self.connection, committee.id)]
        if not has_room(kind, role, roles):
            raise NotPossible(f"El cargo {role} ya está ocupado en {committee.key}. Sustituya a quien lo tiene.")
        person_id = self._person(phone)
        if committees.find_member(self.connection, committee.id, person_id):
            raise NotPossible(f"Quien escribe desde ese número ya está en {committee.key}.")
        hand = self.hand()
        member_id = seat(hand, committee, person_id=person_id, role=role, name=name, came_by="staff", replaces=replaces)
        hand.ledger.save(self.connection)
        return member_id

    def _person(self, phone: str) -> int:
        account = self.world.whatsapp_account
        if not phone:
            person_id = self.world.ids.new()
            people.add_person(self.connection, person_id, self.now)
            return person_id
        number = mexican_phone(phone)
        if number is None:
            raise NotPossible("Un teléfono lleva diez dígitos.")
        if not account:
            raise NotPossible("Aquí no está activado WhatsApp. Deje vacío el teléfono y dele una invitación.")
        return person_at(self.hand(), self.connection, number, account)[0]

    def remove(self, key: str, name: str, why: str) -> None:
        """Against their will: they are told why by whoever does it, and their access ends."""
        committee, _ = self._open(key)
        if not why.strip():
            raise NotPossible("Escriba por qué se da de baja a la persona.")
        gone = self.member(committee, name)
        self._do(lambda hand: unseat(hand, self._scheme(), committee, gone, Ending.REMOVED, why.strip()[:_WHY_SIGNS]))

    def hand_over(self, key: str, *, accepted: bool, reason: str) -> None:
        """Its finished work: the committee signs for it, or refuses and says why."""
        committee, _ = self._open(key)
        if not committee.public_work_key:
            raise NotPossible(f"{key} no vigila una sola obra.")
        if not accepted and not reason.strip():
            raise NotPossible("Si el comité no recibe la obra, escriba por qué.")
        by = f"staff:{self.staff}"[:80]
        made = HandedOver(
            self.world.ids.new(), committee.id, committee.public_work_key, accepted, reason.strip(), by, self.now
        )
        handovers.add_handover(self.connection, made)
        self._record(committee.id, "handed_over" if accepted else "handover_refused", reason.strip())

    def take_paper_letter(self, key: str, name: str, number: str) -> None:
        """They signed on paper, in the words of the version in force."""
        committee, _ = self._open(key)
        member = self.member(committee, name)
        offered = letter_for(self.connection, self.world, self._scheme(), committee, member)
        if offered is None:
            raise NotPossible(f"En un comité de tipo {committee.kind} no se firma carta.")
        if not number.strip() or len(number) > 60:
            raise NotPossible("Escriba el número del documento o dónde se guarda, en 60 letras a lo más.")
        hand = self.hand()
        if not sign(hand, committee, member, offered, paper=number.strip()):
            raise NotPossible(f"{member.name} ya firmó.")
        hand.ledger.save(self.connection)

    def member(self, committee: Committee, name: str, among: Sequence[Member] | None = None) -> Member:
        """By the name in the papers, however it is typed, or the id of the membership. `among`: who sits there now, unless
        others are given. Raises NoSuchMember, NotPossible."""
        some = committees.list_members(self.connection, committee.id) if among is None else among
        found = [one for one in some if fold(one.name) == fold(name) or str(one.id) == name]
        if not found:
            raise NoSuchMember(f"nobody called {name!r} sits on {committee.key}. `voz committee show` lists them.")
        if len(found) > 1:
            raise NotPossible(
                f"Hay varias personas con el nombre {name}. Use su número: {', '.join(str(one.id) for one in found)}"
            )
        return found[0]

    def find(self, key: str) -> Committee:
        """Locked. Raises NoSuchCommittee."""
        found = committees.find_committee(self.connection, key)
        if found is None:
            raise NoSuchCommittee(f"there is no committee {key!r}. `voz committee list` shows all.")
        return found

    def _open(self, key: str) -> tuple[Committee, CommitteeKind]:
        committee = self.find(key)
        if committee.closed_at:
            raise NotPossible(f"{key} se cerró el {committee.closed_at:%Y-%m-%d}.")
        return committee, self._kind(committee.kind)

    def _scheme(self) -> Scheme:
        return scheme_in_force(self.connection, self.world)

    def _kind(self, kind_id: str) -> CommitteeKind:
        scheme = self._scheme()
        if not scheme.kinds:
            raise NotPossible("Todavía no se publica el esquema de comités.")
        kind = scheme.kind(kind_id)
        if kind is None:
            known = ", ".join(one.id for one in scheme.kinds)
            raise NotPossible(f"El esquema no tiene el tipo {kind_id}; hay: {known}.")
        return kind

    def _demand_role(self, kind: CommitteeKind, role: str) -> None:
        if kind.role(role) is None:
            known = ", ".join(one.id for one in kind.roles)
            raise NotPossible(f"Un comité de tipo {kind.id} no tiene el cargo {role}; hay: {known}.")

    def _do(self, act: Callable[[Hand], None]) -> None:
        hand = self.hand()
        act(hand)
        hand.ledger.save(self.connection)

    def _record(self, committee_id: int, event: str, note: str) -> None:
        self._do(lambda hand: record(hand, committee_id, event, note))
