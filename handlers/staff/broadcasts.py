"""What staff do with broadcasts: one function an act. All raise NoSuch, NotPossible, MoveNotAllowed."""

from dataclasses import dataclass
from datetime import datetime

from civic import audience as audiences_of
from civic.access import Access, Permission
from civic.audience import Audience
from civic.broadcast import UNPLANNED, WHY, Content, Reason, State, moved
from civic.broadcast_document import Written
from civic.estimate import Estimate, estimate
from handlers.broadcast import course
from handlers.broadcast.reach import Reached, needs_approval, reached, reached_by
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import audiences, broadcasts, recipients
from storage.broadcasts import Broadcast
from storage.known import list_known
from storage.store import Connection


class NoSuchBroadcast(NoSuch):
    """There is none with this key."""


class NoSuchAudience(NoSuch):
    """There is none with this key."""


@dataclass(frozen=True, slots=True)
class Broadcaster:
    """Staff at work on broadcasts: one act, one commit."""

    connection: Connection
    world: World
    staff: str
    now: datetime
    access: Access | None = None
    """What their roles allow at the desk; None: at the terminal, where the settings name who may send urgent ones."""

    @property
    def may_be_urgent(self) -> bool:
        if self.access is None:
            return self.staff in self.world.broadcasts.urgent_staff
        return self.access.may(Permission.APPROVE_BROADCASTS)

    def save_audience(self, key: str, audience: Audience) -> Reached:
        """Whom it reaches now."""
        known = list_known(self.connection, self.world.book.languages, _channels(self.world))
        if faults := audiences_of.faults_of(audience, known):
            raise NotPossible(faults[0])
        audiences.save_audience(self.connection, key, audience, self.staff, self.now)
        return reached(self.connection, self.world, audience, self.now)

    def reach(self, one: Broadcast) -> Reached:
        """Whom it would be sent to now."""
        return reached_by(self.connection, self.world, one, self.now)

    def estimate(self, one: Broadcast) -> list[Estimate]:
        return estimate(self.reach(one).alike(), one.content.template, self.world.broadcasts)

    def save(self, written: Written, content: Content) -> Broadcast:
        """As a draft; in the place of the one with the same key, while nobody was picked yet. `content`: with its files."""
        named = find_audience(self.connection, written.audience)
        before = broadcasts.find_broadcast(self.connection, written.key)
        self._demand_writable(written, before)
        if before:  # else a role of one part of town would take the whole town's draft away
            self._demand_reach(before.audience, Permission.WRITE_BROADCASTS)
        self._demand_reach(named.audience, Permission.WRITE_BROADCASTS)
        draft = Broadcast(
            id=before.id if before else self.world.ids.new(), key=written.key, title=written.title,
            audience_key=named.key, audience=named.audience, purpose=written.purpose, content=content,
            urgent=written.urgent, state=State.DRAFT, starts_at=None, ends_by=written.ends_by, made_by=self.staff,
            approved_by="", planned_at=None, ended_at=None, why="", created_at=before.created_at if before else self.now,
        )  # fmt: skip
        write = broadcasts.rewrite_broadcast if before else broadcasts.add_broadcast
        write(self.connection, draft)
        return draft

    def _demand_writable(self, written: Written, before: Broadcast | None) -> None:
        if before and before.state not in (State.DRAFT, State.WAITING_APPROVAL):
            raise NotPossible(
                f"La difusión {written.key} ya está programada, salió o se canceló. Escriba otra, con otra clave."
            )
        if written.urgent and not self.may_be_urgent:
            raise NotPossible("Usted no puede mandar difusiones urgentes. Quite «urgente», o pida el permiso.")
        if written.ends_by and written.ends_by <= self.now:
            raise NotPossible("Su último momento (`hasta`) ya pasó. Escriba uno posterior, o quítelo.")

    def schedule(self, key: str, at: datetime | None) -> Broadcast:
        """For a time; None: now. What needs another person's approval waits for it. How it stands then."""
        one = get_broadcast(self.connection, key)
        if one.state not in UNPLANNED:
            moved(one.state, State.SCHEDULED)
        starts_at = at or self.now
        self._demand_times(one, starts_at)
        self._demand_reach(one.audience, Permission.WRITE_BROADCASTS)
        people = self._demand_people(one)
        columns = {"starts_at": starts_at}
        if needs_approval(self.world, one, people):
            self._move(one, State.WAITING_APPROVAL, f"{people} people", **columns)
        else:
            self._move(one, State.SCHEDULED, f"{starts_at:%Y-%m-%d %H:%M}Z", **columns)
            self._begin_if_due(key)
        return get_broadcast(self.connection, key)

    def _demand_times(self, one: Broadcast, starts_at: datetime) -> None:
        if starts_at < self.now:
            raise NotPossible("Esa hora ya pasó. Elija una posterior, o que salga ahora.")
        if one.ends_by and one.ends_by <= starts_at:
            raise NotPossible("Su último momento (`hasta`) no es posterior al primero. Cambie uno de los dos.")

    def _demand_people(self, one: Broadcast) -> int:
        found = self.reach(one)
        if not found.matched:
            raise NotPossible("No hay nadie en el público elegido. Revise para quién es.")
        if not found.written_to:
            why = ", ".join(f"{many} {WHY[reason]}" for reason, many in found.left_out.items())
            raise NotPossible(
                f"De {found.matched} personas no se puede escribir a ninguna ({why}). Elija otro público."
            )
        return found.written_to

    def approve(self, key: str) -> Broadcast:
        """By somebody else than who wrote it."""
        one = get_broadcast(self.connection, key)
        moved(one.state, State.SCHEDULED)
        if one.state is not State.WAITING_APPROVAL:
            raise NotPossible("Esta difusión no espera aprobación.")
        if one.made_by == self.staff:
            raise NotPossible(f"La escribió usted ({self.staff}): la aprueba otra persona.")
        self._demand_reach(one.audience, Permission.APPROVE_BROADCASTS)
        starts_at = max(one.starts_at or self.now, self.now)
        approved = {"approved_by": self.staff, "approved_at": self.now, "starts_at": starts_at}
        self._move(one, State.SCHEDULED, "approved", **approved)
        self._begin_if_due(key)
        return get_broadcast(self.connection, key)

    def _begin_if_due(self, key: str) -> None:
        one = get_broadcast(self.connection, key)
        if one.starts_at and one.starts_at <= self.now:
            course.begin(self.connection, self.world, one, self.now, self._by)

    def _demand_reach(self, audience: Audience, permission: Permission) -> None:
        """Whose role is of one part of town writes to that part only."""
        if self.access is None:
            return
        places = {key: self.world.neighbourhood(key) for key in audience.neighbourhoods} or {"": None}
        quadrants = {place.quadrant if place else "" for place in places.values()}
        held = self.access.granting(permission)
        if not all(any(one.quadrant in ("", quadrant) for one in held) for quadrant in quadrants):
            raise NotPossible("Su puesto solo alcanza a su zona. Elija colonias de su zona.")

    def pause(self, key: str) -> None:
        """Nobody else gets it for now; what is being sent at this moment arrives."""
        one = get_broadcast(self.connection, key)
        self._demand_reach(one.audience, Permission.WRITE_BROADCASTS)
        self._move(one, State.PAUSED)
        recipients.withdraw_queued(self.connection, one.id, State.PAUSED)
        recipients.plan_again(self.connection, one.id, State.PAUSED, self.now)

    def resume(self, key: str) -> None:
        one = get_broadcast(self.connection, key)
        moved(one.state, State.SENDING)
        self._demand_reach(one.audience, Permission.WRITE_BROADCASTS)
        if one.state is not State.PAUSED:
            raise NotPossible("Esta difusión no está en pausa.")
        self._move(one, State.SENDING)

    def cancel(self, key: str, why: str) -> None:
        """Whoever has not got it yet does not get it."""
        one = get_broadcast(self.connection, key)
        self._demand_reach(one.audience, Permission.WRITE_BROADCASTS)
        self._move(one, State.CANCELLED, why, why=why)
        course.take_out(self.connection, one.id, Reason.CANCELLED)

    def _move(self, one: Broadcast, to: State, note: str = "", **columns: object) -> None:
        course.move(self.connection, self.world, one, to, self.now, self._by, note=note, **columns)

    @property
    def _by(self) -> str:
        return f"staff:{self.staff}"


def get_broadcast(connection: Connection, key: str) -> Broadcast:
    """Locked. Raises NoSuchBroadcast."""
    found = broadcasts.find_broadcast(connection, key)
    if found is None:
        raise NoSuchBroadcast(f"there is no broadcast {key}. `voz broadcast status` shows all.")
    return found


def find_audience(connection: Connection, key: str) -> audiences.Named:
    """Raises NoSuchAudience."""
    found = audiences.find_audience(connection, key)
    if found is None:
        raise NoSuchAudience(f"there is no audience {key}. `voz broadcast audience list` shows all.")
    return found


def _channels(world: World) -> list[str]:
    return sorted({account.partition(":")[0] for account in world.broadcasts.senders})
