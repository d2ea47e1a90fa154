import json
from collections.abc import Mapping
from typing import Any

from civic.consultation import Action
from flows.questionnaire import answers_of, flow_id_of
from flows.talk import Outcome
from handlers.acts.in_consultation import allowed_in, spoken_instant, take_part, title
from handlers.scene import Scene


def open_survey(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """The questions of a consultation, one after another, where they may be answered now."""
    published = allowed_in(scene, answers.get("consultation"), Action.ANSWER)
    if isinstance(published, Outcome):
        return published
    return Outcome("open", {"title": title(scene, published)}, opens=flow_id_of("survey", published.consultation.key))


def answer_survey(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Answers are kept by question, with the revision whose words were read; the last one to each counts."""
    published = allowed_in(scene, answers.get("consultation"), Action.ANSWER)
    if isinstance(published, Outcome):
        return published
    participation_id = take_part(scene, published, answers)
    for question_id, value in answers_of(answers).items():
        scene.ledger.put(
            "survey_answers",
            participation_id=participation_id,
            question_id=question_id,
            value=json.dumps(value, ensure_ascii=False),
            revision=published.revision,
            at=scene.now,
        )
    until = spoken_instant(scene, published.consultation.until(Action.ANSWER, scene.now))
    return Outcome("kept", {"title": title(scene, published), "until": until})
