"""`voz proposal`: what staff do with proposals. Words that residents read are written in Spanish by whoever uses it."""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bot.build import utc_now
from bot.commands import Failed, WrongUse
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.world import with_world
from civic.proposal import ProposalStatus, moves_of
from handlers.staff import answering
from handlers.staff.proposals import Answer, Reviewer, find
from handlers.world import World
from storage import initiatives, proposals
from storage.history import list_events
from storage.media import list_exhibits
from storage.proposals import Listed, Reach, Wanted
from storage.store import Connection

_WORDS = 70
"""Characters shown of what a resident wrote, in a list."""
_SHOWN = 5
"""Answers that are shown in full before they are given."""


def run(options: argparse.Namespace) -> None:
    with refusals("a proposal"):
        _ACTS[options.act](options)


def _act(options: argparse.Namespace, act: Callable[[Reviewer], None]) -> None:
    def write(connection: Connection, world: World) -> None:
        act(Reviewer(connection, world, options.staff, utc_now()))

    with_world(options, write_store, write)
    print("done")


def _wanted(options: argparse.Namespace, folios: list[str]) -> Wanted:
    return Wanted(
        folios=tuple(folios),
        consultation=options.consultation,
        topic=options.topic,
        neighbourhood_key=options.neighbourhood,
        statuses=tuple(options.status),
        initiative=options.initiative,
    )


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        found = proposals.list_proposals(connection, _wanted(options, []), options.most)
        return [_line(world, one) for one in found]

    print("\n".join(with_world(options, read_store, read)) or "no such proposal")


def _line(world: World, one: Listed) -> str:
    proposal = one.proposal
    where = world.neighbourhood(proposal.neighbourhood_key)
    words = " ".join(proposal.text.split())[:_WORDS] or "(spoken)"
    at = f" {proposal.progress} %" if proposal.status is ProposalStatus.IN_PROGRESS else ""
    return (
        f"{proposal.folio}  {proposal.status + at:16}  people {one.voices:<4}  {proposal.topic or '-':16}  "
        f"{where.name if where else '-'}  {words}"
    )


def _show(options: argparse.Namespace) -> None:
    print("\n".join(with_world(options, read_store, lambda c, world: _lines(c, world, options.folio))))


def _lines(connection: Connection, world: World, folio: str) -> list[str]:
    one = find(connection, world, folio)
    where = world.neighbourhood(one.neighbourhood_key)
    lines = [
        f"{one.folio}  {one.status} since {one.status_at:%Y-%m-%d %H:%M}Z",
        f"topic: {one.topic or '-'}   neighbourhood: {where.name if where else '-'}   "
        f"people: {proposals.count_voices(connection, one.id)}",
    ]
    if one.grouped_into:
        lines.append(f"grouped into: {proposals.root_of(connection, one).folio}")
    if one.answer:
        cost = f"   cost: {one.cost:,} pesos" if one.cost is not None else ""
        lines.append(f"answer: {one.answer}{cost}{f'   law: {one.law}' if one.law else ''}")
    if one.scheduled_on:
        lines.append(f"scheduled for: {one.scheduled_on}")
    if one.progress:
        lines.append(f"progress: {one.progress} %")
    if one.public_work_key or one.commitment:
        lines.append(f"public work: {one.public_work_key or '-'}   commitment: {one.commitment or '-'}")
    if one.initiative_id:
        initiative = initiatives.get_initiative(connection, one.initiative_id)
        lines.append(f"initiative: {initiative.key}, {initiative.stage}")
    lines += ["", one.text or "(spoken)", "", "files:"]
    lines += [
        f"  {exhibit.media_id} {exhibit.kind} {exhibit.path or '(not fetched yet)'}"
        for exhibit in list_exhibits(connection, "proposal", one.id)
    ]
    lines += ["history:"] + [
        f"  {event.at:%Y-%m-%d %H:%M}Z {event.event} by {event.by}{f': {event.note}' if event.note else ''}"
        for event in list_events(connection, "proposal", one.id)
    ]
    return [*lines, f"can go to: {', '.join(moves_of(one.status)) or 'nowhere'}"]


def _answer(options: argparse.Namespace) -> None:
    answer = Answer(
        to=ProposalStatus(options.to), text=_text(options.text, options.text_file), cost=options.cost, law=options.law
    )
    wanted = _wanted(options, options.folios)
    if wanted == Wanted():
        raise WrongUse("say which proposals: folios, or --consultation, --topic, --neighbourhood, --status")

    def read(connection: Connection, world: World) -> tuple[answering.Plan, Reach]:
        made = answering.plan(connection, world, wanted, answer)
        return made, proposals.reach(connection, [one.proposal.id for one in made.planned])

    made, reach = with_world(options, read_store, read)
    if not options.confirm:
        print("\n".join(_preview(made, reach)))
    elif options.confirm != made.code:
        raise Failed(f"what would be answered now is not what {options.confirm} stands for: look at it again first")
    else:
        _carry_out(options, made)


def _text(text: str, file: Path | None) -> str:
    if file is None:
        return text
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        raise Failed(f"{file}: cannot be read as UTF-8 text ({e})") from None


def _preview(made: answering.Plan, reach: Reach) -> list[str]:
    lines = [f"{one.proposal.folio}  people {one.voices:<4}  {one.answer.told()}" for one in made.planned[:_SHOWN]]
    if len(made.planned) > _SHOWN:
        lines.append(f"... and {len(made.planned) - _SHOWN} more in the same way")
    channels = ", ".join(f"{many} by {channel}" for channel, many in reach.channels.items()) or "nobody by chat"
    lines.append(f"proposals: {len(made.planned)}")
    lines.append(f"told: {channels}; cannot be reached: {reach.unreachable}; want no notices: {reach.silent}")
    lines += [f"kept out: {folio}, {why}" for folio, why in made.kept_out]
    return [*lines, f"nothing was answered yet. To do exactly this, add: --confirm {made.code}"]


def _carry_out(options: argparse.Namespace, made: answering.Plan) -> None:
    def write(some: Sequence[answering.Planned], connection: Connection, world: World) -> list[str]:
        return answering.carry_out(Reviewer(connection, world, options.staff, utc_now()), some)

    left: list[str] = []
    for begin in range(0, len(made.planned), answering.CHUNK):
        some = made.planned[begin : begin + answering.CHUNK]
        left += with_world(options, write_store, partial(write, some))
    print(f"answered: {len(made.planned) - len(left)}")
    if left:
        print(f"changed by somebody else meanwhile, and not answered: {', '.join(left)}")


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "show": _show,
    "answer": _answer,
    "move": lambda o: _act(o, lambda reviewer: reviewer.move(o.folio, ProposalStatus(o.status), o.note)),
    "schedule": lambda o: _act(o, lambda reviewer: reviewer.schedule(o.folio, o.day, o.note)),
    "progress": lambda o: _act(o, lambda reviewer: reviewer.progress(o.folio, o.per_cent, o.note)),
    "group": lambda o: _act(o, lambda reviewer: reviewer.group(o.folio, o.into, o.note)),
    "split": lambda o: _act(o, lambda reviewer: reviewer.split(o.folio, o.note)),
    "topic": lambda o: _act(o, lambda reviewer: reviewer.set_topic(o.folio, o.topic)),
    "link": lambda o: _act(
        o,
        lambda reviewer: reviewer.link(o.folio, work=o.work, commitment=o.commitment, initiative=o.initiative),
    ),
}
