"""Figures of each day: what is kept is what a slow count straight from the tables gives, however they came about."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from civic.access import Role
from civic.complaint import Status
from civic.measures import EDGES, Cut, step_of, within
from civic.moves import MoveNotAllowed
from civic.periods import next_month
from civic.working_time import working_time
from handlers.clock.count_days import count_days
from handlers.clock.late_chats import note_late_chats
from handlers.recounting import Difference, days_to_count, recount
from handlers.staff.complaints import Caseworker, StaffMember
from handlers.staff.finding import NotPossible
from storage import rollups as kept
from storage.store import Connection, Store
from storage.tables import rollups
from tests.desk_visits import in_two_zones
from tests.desking import DeskTown, Employee, desk_town

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WHATSAPP = {"account": "whatsapp:+525550000000"}


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    own = {"obras": (30, 60, 120)}
    world = {"directory": in_two_zones(), "resolution_minutes": 240, "department_minutes": own}
    async with desk_town(store, tmp_path, **world) as town:
        yield town


async def _counts(town: DeskTown) -> int:
    """As the clock has it, until there is no more."""
    days, more = 0, 1
    while more:
        told = await town.corridor.does(lambda c: count_days(c, town.corridor.now, world=town.corridor.world))
        days, more = days + told["days"], told["more"]
    return days


async def _rebuilds(town: DeskTown) -> list[Difference]:
    world, now = town.corridor.world, town.corridor.now
    months = await town.corridor.does(lambda c: days_to_count(c, world, now))
    return [one for month in months for one in await town.corridor.does(lambda c, m=month: recount(c, world, m, now))]


async def _kept(town: DeskTown) -> dict[Any, Any]:
    return dict(await town.corridor.does(lambda c: kept.list_cells(c, date(2020, 1, 1), date(2040, 1, 1))))


async def _slowly(town: DeskTown) -> dict[Any, Counter[str]]:
    """Every row of every table, one after another, without SQL and without the roll-up's own steps."""
    rows, world = town.corridor.rows, town.corridor.world
    addresses = {row.id: row for row in await rows("addresses")}
    chats = {row.id: row for row in await rows("chats")}
    complaints = {row.id: row for row in await rows("complaints")}
    found: dict[Any, Counter[str]] = {}

    def add(at: datetime, department: str, place: str, account: str, *names: str) -> None:
        there, local = world.neighbourhood(place), at.astimezone(world.hours.zone)
        labels = ("all", ""), ("channel", account.split(":")[0]), ("neighbourhood", place)
        for cut, label in (*labels, ("hour", f"{local:%H}"), ("weekday", f"{local:%u}")):
            for place in ((department, there.quadrant if there else ""), ("*", "*"))[: 1 + (cut != "neighbourhood")]:
                found.setdefault((local.date(), cut, label, *place), Counter()).update(names)

    def step(name: str, took: timedelta) -> str:
        minutes = took.total_seconds() / 60
        return f"{name}_{sum(minutes > edge for edge in EDGES)}"

    for chat in chats.values():
        account = addresses[chat.address_id].account
        of_it = (chat.department, chat.neighbourhood_key, account)
        ended = [one.closed_at for one in chats.values() if one.person_id == chat.person_id and one.id != chat.id]
        is_back = any(end and timedelta(0) <= chat.opened_at - end <= 7 * DAY for end in ended)
        add(chat.opened_at, *of_it, "opened", *(["back"] if is_back else []))
        if chat.closed_at:
            names = ["closed"]
            if chat.satisfaction:
                names += ["rated", {5: "good", 3: "fair", 1: "bad"}[chat.satisfaction]]
            if chat.first_answer_at and chat.solve_seconds is not None:
                names += ["solved", step("solved", timedelta(seconds=chat.solve_seconds))]
                names += ["solved_late"] * chat.is_solve_late
            add(chat.closed_at, *of_it, *names)
    for said in await rows("staff_messages"):
        if said.kind not in ("first", "answer", "template"):
            continue
        chat, names = chats[said.chat_id], ["said"]
        since = chat.opened_at if said.kind == "first" else said.waiting_since
        if said.kind != "template" and since:
            name = "first" if said.kind == "first" else "following"
            names += [name, step(name, working_time(world.hours, world.calendar, since, said.at))]
            names += [f"{name}_late"] * (said.due_at is not None and said.at > said.due_at)
        add(said.at, said.department, chat.neighbourhood_key, addresses[chat.address_id].account, *names)
    for heard in await rows("inbox", state="staff"):
        [chat] = [
            one for one in chats.values()
            if one.person_id == addresses[heard.address_id].person_id
            and one.opened_at <= heard.received_at <= (one.closed_at or heard.received_at)
        ]  # fmt: skip
        add(heard.received_at, chat.department, chat.neighbourhood_key, heard.account, "heard")
    for one in complaints.values():
        of_it = (one.department, one.neighbourhood_key, one.account)
        add(one.created_at, *of_it, "complaints")
        if one.ended_at:
            add(one.ended_at, *of_it, "ended", *({one.status} & {"confirmed", "unconfirmed"}))
    for line in await rows("history", subject="complaint", event="reopened"):
        one = complaints[line.subject_id]
        add(line.at, one.department, one.neighbourhood_key, one.account, "reopened")
    for promise in await rows("promises"):
        if promise.ended_as in ("kept", "late"):
            one = complaints[promise.complaint_id]
            name = "kept" if promise.ended_as == "kept" else "missed"
            add(promise.ended_at, one.department, one.neighbourhood_key, one.account, name)
    return found


_WHERE = ("Azcapotzalco", "Jardines de Durango", "Valle Alegre", "Jalisco")


class _Life:
    """Residents and staff do one thing or another, day after day."""

    def __init__(self, town: DeskTown, seed: int) -> None:
        self.town, self.chance = town, random.Random(seed)
        self.staff: list[Employee] = []
        self.folios: list[str] = []

    async def begins(self) -> None:
        self.staff = [await self.town.hires(name, Role.SUPERVISOR) for name in ("rosa", "luis")]
        for number, more in ((1, {}), (2, {}), (3, WHATSAPP)):
            await self.town.corridor.agrees(f"vecino{number}", **more)

    async def goes_on(self) -> None:
        corridor, chance = self.town.corridor, self.chance
        corridor.now += chance.choice([MINUTE, 7 * MINUTE, 40 * MINUTE, 3 * HOUR, 20 * HOUR, 3 * DAY])
        number = chance.randint(1, 3)
        who, more = f"vecino{number}", WHATSAPP if number == 3 else {}
        open_chats = [row for row in await corridor.rows("chats") if row.state != "closed"]
        match chance.randint(0, 11):
            case 0 | 1:
                await corridor.says(who, "quiero hablar con una persona", **more)
                await corridor.says(who, "tengo una duda del predial", **more)
            case 2 | 3:
                await corridor.says(who, "¿sigue ahí?", **more)
            case 4:
                await corridor.says(who, "bien", **more)
            case 5 | 6:
                await self._works_on_a_complaint()
            case _ if open_chats:
                await self._acts(chance.choice(open_chats).id)
        if chance.random() < 0.4:
            await corridor.does(lambda c: note_late_chats(c, corridor.now, world=corridor.world))
            await _counts(self.town)

    async def _acts(self, chat_id: int) -> None:
        chance, who = self.chance, self.chance.choice(self.staff)
        act, args = chance.choice([
            ("reply", ("Ya lo vemos.",)), ("reply", ("¿Cuál es su calle?",)), ("take", ()), ("close", ()), ("close", ()),
            ("transfer", (chance.choice(["obras", "aguas"]),)), ("release", ()), ("send_template", ("chat_question",)),
            ("snooze", (self.town.corridor.now + 2 * DAY,)),
        ])  # fmt: skip
        more = {"over": True} if act == "take" else {"asked": chance.random() < 0.5} if act == "snooze" else {}

        def go(connection: Connection) -> None:
            attendant = self.town.attendant(connection, who)
            if act in ("reply", "send_template"):
                attendant.take(chat_id, over=True)
            getattr(attendant, act)(chat_id, *args, **more)

        await self.town.corridor.does(go)

    async def _works_on_a_complaint(self) -> None:
        corridor, chance = self.town.corridor, self.chance
        if not self.folios or (chance.random() < 0.3 and len(self.folios) < len(_WHERE)):
            who, what = f"quejoso{len(self.folios)}", f"hay un bache enorme en la colonia {_WHERE[len(self.folios)]}"
            await corridor.agrees(who)
            self.folios.append(await corridor.files(who, what))
            return
        case, act = chance.choice(self.folios), chance.choice(["refer", "close", "reopen"])

        def go(connection: Connection) -> None:
            worker = Caseworker(connection, corridor.world, StaffMember(name="luis", channel="desk"), corridor.now)
            match act:
                case "refer":
                    worker.refer(case, chance.choice(["obras", "aguas"]), note="les toca")
                case "close":
                    worker.move(case, Status.CLOSED, "no procede")
                case _:
                    worker.move(case, Status.REOPENED, "se revisa otra vez")

        try:
            await corridor.does(go)
        except (NotPossible, MoveNotAllowed):
            return


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_is_kept_is_what_a_slow_count_gives_and_what_is_counted_anew(town: DeskTown, seed: int) -> None:
    life = _Life(town, seed)
    await life.begins()
    for _ in range(110):
        await life.goes_on()
    town.corridor.now += DAY
    await _counts(town)
    slow, fast = await _slowly(town), await _kept(town)
    assert {cell: dict(names) for cell, names in slow.items()} == fast
    assert await _rebuilds(town) == []
    assert await _kept(town) == fast
    total = sum((Counter(names) for cell, names in fast.items() if cell[1] == Cut.ALL and cell[3] == "*"), Counter())
    for name in ("opened", "back", "heard", "said", "first", "following", "closed", "solved", "complaints", "ended"):
        assert total[name], f"{name} never came about"
    for cut in Cut:
        for is_whole in (True, False)[cut is Cut.NEIGHBOURHOOD :]:
            of_it = (Counter(sums) for cell, sums in fast.items() if cell[1] == cut and (cell[3] == "*") == is_whole)
            assert sum(of_it, Counter()) == total
    await _months_are_sums_of_their_days(town, fast)


async def _months_are_sums_of_their_days(town: DeskTown, fast: dict[Any, Any]) -> None:
    """Of those that are over."""
    today, over = town.corridor.now.date(), 0
    for row in await town.corridor.rows("rollups", grain="month", cut="all", department="*"):
        days = (
            Counter(sums)
            for cell, sums in fast.items()
            if cell[1:4] == ("all", "", "*") and cell[0].month == row.day.month
        )
        total = sum(days, Counter[str]())
        assert {name: getattr(row, name) for name in total} == total
        assert next_month(row.day) <= today + DAY
        over += 1
    assert over == len({cell[0].replace(day=1) for cell in fast if next_month(cell[0]) <= today})


async def test_a_day_that_was_spoiled_is_told_and_mended(town: DeskTown) -> None:
    await town.waits("ana")
    town.corridor.now += 40 * DAY
    assert await _counts(town) > 40
    day = date(2026, 11, 24)

    def spoil(connection: Connection) -> None:
        connection.execute(update(rollups).where(rollups.c.day == day, rollups.c.cut == "hour").values(opened=7))
        connection.execute(delete(rollups).where(rollups.c.day == day, rollups.c.cut == "channel"))

    await town.corridor.does(spoil)
    told = {(one.cell[1], one.name, one.kept, one.counted) for one in await _rebuilds(town)}
    assert told == {("hour", "opened", 7, 1), ("channel", "opened", 0, 1), ("channel", "heard", 0, 1)}
    assert await _rebuilds(town) == []


async def test_days_on_which_nobody_was_there_are_made_good(town: DeskTown) -> None:
    chat_id = await town.waits("ana")
    rosa = await town.hires("rosa", Role.SUPERVISOR)
    await _counts(town)
    town.corridor.now += 100 * DAY
    await town.corridor.does(lambda c: town.attendant(c, rosa).reply(chat_id, "Perdone la tardanza."))
    await _counts(town)
    days = {cell[0]: sums for cell, sums in (await _kept(town)).items() if cell[1] == Cut.ALL}
    last = max(days)
    assert (last - min(days)).days == 100
    assert (days[last]["first"], days[last]["first_late"], days[last]["first_22"]) == (1, 1, 1)
    assert await _rebuilds(town) == []


@pytest.mark.parametrize(
    ("minutes", "step"), [(0, 0), (1, 0), (1.01, 1), (12, 5), (60, 10), (4320, 21), (4321, 22), (100_000, 22)]
)
def test_a_step_reaches_up_to_its_edge(minutes: float, step: int) -> None:
    assert step_of(timedelta(minutes=minutes)) == step


@pytest.mark.parametrize(
    ("took", "half", "nine_in_ten"),
    [
        ([], None, None),
        ([7], 8, 8),
        ([1, 2, 3], 2, 3),
        ([1, 1, 200, 200], 1, 240),
        (list(range(1, 101)), 60, 90),
        ([9000], 0, 0),
    ],
)
def test_half_had_it_within_so_many_minutes_and_nine_in_ten(
    took: list[int], half: int | None, nine_in_ten: int | None
) -> None:
    steps = [0] * (len(EDGES) + 1)
    for minutes in took:
        steps[step_of(minutes * MINUTE)] += 1
    assert (within(steps, 0.5), within(steps, 0.9)) == (half, nine_in_ten)
