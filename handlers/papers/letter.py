"""Carta compromiso."""

from civic.committee_papers import Acceptance, Letter
from civic.paper import Facts, Heading, Note, Paper, Signature, Signatures, Verbatim
from handlers.papers import rests_on
from handlers.papers.parts import body_facts, hour_words, title_of
from handlers.spoken import spoken_day


def letter_paper(municipality: str, letter: Letter) -> Paper:
    how = acceptance_words(letter.accepted)
    member = (("Integrante", letter.member.name), ("Cargo", letter.member.role))
    return Paper(
        municipality=municipality,
        title="Carta compromiso",
        subtitle=title_of(letter.body),
        reference=f"Carta compromiso, versión {letter.version}",
        blocks=(
            body_facts(letter.body, *member),
            Heading("Texto de la carta"),
            Verbatim(letter.text),
            Heading("Aceptación"),
            Signatures((Signature(letter.member.name, letter.member.role, how),)),
            Facts((("Versión de la carta", letter.version), ("Huella del texto (sha256)", letter.sha256))),
            Note(
                "La huella se calcula sobre el texto completo, tal como se mostró, en UTF-8. Si el texto cambia en una sola "
                "letra, la huella es otra."
            ),
            *rests_on.audit(letter.body),
        ),
    )


def acceptance_words(accepted: Acceptance) -> str:
    """`Aceptada en el chat de Telegram el 24 de noviembre de 2026 a las 18:30 horas.`"""
    moment = f"el {spoken_day(accepted.at.date())}"
    if accepted.original:
        return f"Firmada en papel, original número {accepted.original}, registrada {moment}."
    chat = f"en el chat de {accepted.channel}" if accepted.channel else "en el chat"
    return f"Aceptada {chat} {moment} a las {hour_words(accepted.at)}."
