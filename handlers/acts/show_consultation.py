from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civic.closing import results_from, shows_results
from civic.consultation import Action, Level, Phase, Published, Span
from flows.talk import Outcome
from handlers.acts.in_consultation import (
    count_proposals,
    count_supports,
    participation_of,
    published_of,
    spoken_instant,
    title,
)
from handlers.acts.list_proposals import counted
from handlers.scene import Scene


def show_consultation(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """What it is about, what can be done now and who may, what comes later, and what this person did."""
    published = published_of(scene, answers.get("consultation"))
    if published is None:
        return Outcome("none")
    made, now = published.consultation, scene.now
    allowed = published.allowed(now)
    closed_at = published.closed_at or (made.closes_at if made.closes_at <= now else None)
    values = {"title": title(scene, published), "yours": _yours(scene, published)}
    if closed_at:
        return Outcome("over", {**values, "when": spoken_instant(scene, closed_at), **_results(scene, published)})
    return Outcome(
        "shown",
        {
            **values,
            "summary": scene.world.book.translated(made.summary, scene.person.language),
            "now": _now(scene, published, allowed),
            "later": "\n".join(_spoken(scene, span) for span in made.spans if span.opens_at > now),
            "needs": "\n".join(_needs(scene, published)),
            "answer": made.key if Action.ANSWER in allowed else "",
            "vote": made.key if Action.VOTE in allowed else "",
            "opine": made.key if Action.OPINE in allowed else "",
            "propose": made.key if Action.PROPOSE in allowed else "",
            "support": made.key if Action.SUPPORT in allowed else "",
        },
    )


def _results(scene: Scene, published: Published) -> dict[str, str]:
    """Where they are, or when they will be there."""
    begins = results_from(published)
    if begins is None or shows_results(published, scene.now):
        return {"from": "", "results": published.consultation.key if begins else ""}
    return {"from": scene.phrase("results_from", day=scene.spoken_date(begins)).text, "results": ""}


def _now(scene: Scene, published: Published, allowed: frozenset[Action]) -> str:
    """What ends together is said together."""
    ends: dict[datetime, list[str]] = {}
    for action in Action:
        if action in allowed:
            ends.setdefault(published.consultation.until(action, scene.now), []).append(
                scene.phrase(f"to_{action}").text
            )
    lines = [
        scene.phrase("consultation_now", can=", ".join(can), until=spoken_instant(scene, until)).text
        for until, can in sorted(ends.items())
    ]
    return "\n".join(lines) or scene.phrase("consultation_waits").text


def _spoken(scene: Scene, span: Span) -> str:
    day = {"from": scene.spoken_date(span.opens_at), "until": spoken_instant(scene, span.closes_at)}
    if span.phase is Phase.RESULTS:
        del day["until"]
    return scene.phrase(f"phase_{span.phase}", **day).text


def _needs(scene: Scene, published: Published) -> list[str]:
    """Shown before anybody begins, not when they have finished."""
    made = published.consultation
    needs: dict[Level, list[str]] = {}
    for action in Action:
        if made.has(action) and made.level(action) is not Level.CHANNEL:
            needs.setdefault(made.level(action), []).append(scene.phrase(f"to_{action}").text)
    return [scene.phrase(f"needs_{level}", what=", ".join(what)).text for level, what in needs.items()]


def _yours(scene: Scene, published: Published) -> str:
    participation_id = participation_of(scene, published)
    if not participation_id:
        return ""
    proposals, supports = count_proposals(scene, participation_id), count_supports(scene, participation_id)
    return scene.phrase(
        "yours", proposals=counted(scene, "proposals", proposals), supports=counted(scene, "supports", supports)
    ).text
