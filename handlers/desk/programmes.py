"""Programmes at the desk: what residents are told of them, who asked for reminders, and a reminder that is left out."""

from civic.access import Permission
from handlers.desk import broadcast_words as said
from handlers.desk import committee_words, words
from handlers.desk.errand import Errand, Goto, Page
from handlers.desk.series import demand_everywhere
from handlers.desk.typed import typed_number
from handlers.programmes import in_force, phrase_for, texts_of
from handlers.staff import programmes as staff
from handlers.staff.programmes import Reminder
from storage.programmes import count_subscribers

HERE = "/desk/programas"
_MOST = 60


def show(errand: Errand) -> Page:
    asked = count_subscribers(errand.connection)
    values = {
        "title": "Programas",
        "programmes": [
            (one, asked.get(one.id, 0), [(committee_words.day(each.day), each.text) for each in one.dates])
            for one in in_force(errand.connection, errand.world)
        ],
        "reminders": [
            _shown(errand, one) for one in staff.list_reminders(errand.connection, errand.world, errand.now)[:_MOST]
        ],
        "may_write": errand.me.may(Permission.WRITE_BROADCASTS),
    }
    return Page("programmes.html", values)


def _shown(errand: Errand, one: Reminder) -> dict[str, object]:
    texts = texts_of(errand.world, one.programme, one.one, phrase_for(one.days))
    return {
        "it": one,
        "at": words.moment(one.due_at, errand.zone),
        "texts": [(said.LANGUAGES.get(language, language), text) for language, text in texts.items()],
    }


def skip(errand: Errand) -> Goto:
    demand_everywhere(errand, Permission.WRITE_BROADCASTS)
    form = errand.form
    staff.skip(
        errand.connection, errand.world, form.get("programa", ""), form.get("fecha", ""),
        typed_number(errand, "dias", -1), form.get("why", ""), errand.me.name, errand.now,
    )  # fmt: skip
    return Goto(HERE, "hecho")
