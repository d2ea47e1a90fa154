from collections.abc import Mapping, Sequence
from typing import Any

from civic.closing import results_from, shows_results
from civic.consultation import Published
from civic.open_data import OTHERS
from civic.table import Table
from flows.talk import Outcome
from handlers.acts.in_consultation import published_of, title
from handlers.acts.list_proposals import counted
from handlers.release.keep import tables_kept
from handlers.scene import Scene
from storage.releases import Kept, find_release

_TOPICS, _OPTIONS = 3, 5
"""How many are told in a message; the page has them all."""
_COVERED = {"cobertura_cuadrante": "cuadrante", "cobertura_tipo": "tipo"}
_GROUPS = 6


def show_results(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """What was counted before; nothing is counted here."""
    published = published_of(scene, answers.get("consultation"))
    if published is None:
        return Outcome("none")
    begins = results_from(published)
    if begins is None:
        return Outcome("undated", {"title": title(scene, published)})
    if not shows_results(published, scene.now):
        return Outcome("waits", {"title": title(scene, published), "when": scene.spoken_date(begins)})
    kept = find_release(scene.connection, published.id)
    if kept is None:
        return Outcome("soon", {"title": title(scene, published)})
    return _shown(scene, published, kept)


def show_result_places(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    published = published_of(scene, answers.get("consultation"))
    kept = find_release(scene.connection, published.id) if published else None
    if published is None or kept is None or not kept.places_picture:
        return Outcome("none")
    tables = tables_kept(scene.connection, kept, *_COVERED)
    name, column = next((name, column) for name, column in _COVERED.items() if name in tables)
    covered = [
        scene.phrase(
            "result_covered", group=row[column], heard=str(row["con_propuesta"]), all=str(row["colonias"])
        ).text
        for row in tables[name].records()[:_GROUPS]
    ]
    values = {
        "title": title(scene, published), "covered": "\n".join(covered), "page": _page(scene, published),
        "key": published.consultation.key,
    }  # fmt: skip
    return Outcome("shown", values, photo=kept.places_picture)


def _shown(scene: Scene, published: Published, kept: Kept) -> Outcome:
    tables = tables_kept(scene.connection, kept, "totales", "por_tema", "votacion")
    totals = {row["cifra"]: row["cuenta"] for row in tables["totales"].records()}
    values = {
        "title": title(scene, published),
        "people": counted(scene, "people", totals["personas"]),
        "proposals": counted(scene, "proposals", totals["propuestas"]),
        "supports": counted(scene, "supports", totals["apoyos"]),
        "places": counted(scene, "places", totals["colonias"]),
        "vote": _vote(scene, published, tables.get("votacion"), totals.get("boletas", 0)),
        "page": _page(scene, published),
    }
    if not totals["propuestas"]:
        return Outcome("no_proposals", values)
    topics = _topics(scene, tables["por_tema"].records())
    values |= {"topics": topics, "map": published.consultation.key}
    return Outcome("shown", values, photo=kept.topics_picture)


def _topics(scene: Scene, rows: Sequence[Mapping[str, Any]]) -> str:
    """Those with a name of their own come before what small ones were put together into."""
    named = [row for row in rows if row["tema"] != OTHERS] or list(rows)
    lines = [
        scene.phrase("result_topic", place=str(place), topic=row["nombre"], count=str(row["propuestas"])).text
        for place, row in enumerate(named[:_TOPICS], 1)
    ]
    return "\n".join(lines)


def _vote(scene: Scene, published: Published, votes: Table | None, ballots: int) -> str:
    if published.consultation.paper is None:
        return ""
    if votes is None:
        return _apart(scene.phrase("result_few_votes").text)
    wins = scene.phrase("result_wins").text
    options = [
        scene.phrase(
            "result_option",
            label=row["nombre"],
            count=str(row["votos"]),
            wins=wins if row["resultado"] == "gana" else "",
        ).text
        for row in votes.records()[:_OPTIONS]
    ]
    return _apart(scene.phrase("result_vote", ballots=str(ballots), options="\n".join(options)).text)


def _page(scene: Scene, published: Published) -> str:
    address = scene.world.public_url
    page = f"{address}/consultas/{published.consultation.key}"
    return _apart(scene.phrase("results_page", page=page).text) if address else ""


def _apart(paragraph: str) -> str:
    """With an empty line before it, which is not there when the paragraph is not."""
    return f"\n{paragraph}"
