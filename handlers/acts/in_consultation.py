"""What several acts do in a consultation: whose turn it is, who may, and one participation a person."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from babel.dates import format_time

from civic.consultation import Action, Published, Source, Standing
from flows.talk import Outcome
from handlers.acts.answers import neighbourhood_key
from handlers.filing import new_participation
from handlers.scene import Scene
from handlers.spoken import locale_of
from storage import consultations


def published_of(scene: Scene, key: object) -> Published | None:
    return scene.world.consultation_called(key)


def allowed_in(scene: Scene, key: object, action: Action) -> Published | Outcome:
    """The consultation with this key, where this person may do that now; else how to say that they may not."""
    published = published_of(scene, key)
    return Outcome("none") if published is None else refused(scene, published, action) or published


def published_with(scene: Scene, consultation_id: int | None) -> Published | None:
    return scene.world.consultation(consultation_id)


def refused(scene: Scene, published: Published, action: Action, standing: Standing | None = None) -> Outcome | None:
    """None: they may do it now. `standing`: of whom they do it for, when that is somebody else."""
    person = scene.person
    standing = standing or Standing(neighbourhood_key=person.neighbourhood_key, checked=person.is_checked)
    refusal = published.refuse(action, standing, scene.now)
    if refusal is None:
        return None
    home = scene.world.neighbourhood(standing.neighbourhood_key)
    values = {
        "title": title(scene, published),
        "when": spoken_instant(scene, refusal.at) if refusal.at else "",
        "neighbourhood": home.name if home else "",
        "office_hours": scene.world.hours.spoken(),
    }
    return Outcome(refusal.why.value, values)


def title(scene: Scene, published: Published) -> str:
    return scene.world.book.translated(published.consultation.title, scene.person.language)


def spoken_instant(scene: Scene, moment: datetime) -> str:
    """When something ends: `15 de enero de 2027`, and the hour where it is not the end of that day."""
    local = moment.astimezone(scene.world.hours.zone)
    if local.time() == time():
        return scene.spoken_day(local.date() - timedelta(days=1))
    return f"{scene.spoken_date(moment)}, {format_time(local, 'HH:mm', locale=locale_of(scene.person.language))}"


def take_part(scene: Scene, published: Published, answers: Mapping[str, Any]) -> int:
    """The one participation of this person, begun now where there was none."""
    found = participation_of(scene, published)
    if found:
        return found
    return new_participation(
        scene.hand(),
        published.id,
        person_id=scene.person.id,
        source=Source.CHAT,
        account=scene.inbound.account,
        neighbourhood_key=scene.person.neighbourhood_key or neighbourhood_key(answers),
        at=scene.now,
    )


def participation_of(scene: Scene, published: Published) -> int:
    """0: they take no part yet."""
    mine = scene.ledger.pending("participations", consultation_id=published.id, person_id=scene.person.id)
    if mine:
        return int(mine[0]["id"])
    return consultations.find_participation(scene.connection, published.id, scene.person.id) or 0


def count_proposals(scene: Scene, participation_id: int) -> int:
    pending = scene.ledger.pending("proposals", participation_id=participation_id)
    return consultations.count_proposals(scene.connection, participation_id) + len(pending)


def count_supports(scene: Scene, participation_id: int) -> int:
    pending = scene.ledger.pending("supports", participation_id=participation_id)
    return consultations.count_supports(scene.connection, participation_id) + len(pending)
