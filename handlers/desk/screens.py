"""Every page that needs a sign-in, and every act on it, with what it takes."""

from civic.access import Permission
from handlers.desk import (
    accounts,
    answering,
    broadcasts,
    chat,
    committee_acts,
    committees,
    complaint,
    complaint_acts,
    complaint_map,
    complaints,
    consultations,
    contact,
    documents,
    health,
    inbox,
    joining,
    meetings,
    office,
    own,
    papers,
    programmes,
    proposal,
    proposals,
    replies,
    reports,
    series,
    several,
    text_trial,
    texts,
    trail,
    transcript,
    works,
)
from handlers.desk.screen import Screen

_P = Permission

_CHATS = (
    Screen("/desk/", _P.READ_CHATS, inbox.show),
    Screen("/desk/siguiente", _P.READ_CHATS, inbox.show_next),
    Screen(
        several.HERE,
        _P.ANSWER_CHATS,
        several.show,
        {
            "assign": (_P.ASSIGN_CHATS, several.assign),
            "label": (_P.ANSWER_CHATS, several.label),
            "close": (_P.ANSWER_CHATS, several.close),
        },
    ),
    Screen(
        "/desk/chats/{chat:int}",
        _P.READ_CHATS,
        chat.show,
        {
            "reply": (_P.ANSWER_CHATS, chat.reply),
            "again": (_P.ANSWER_CHATS, chat.send_again),
            "pick": (_P.ANSWER_CHATS, chat.pick),
            "note": (_P.ANSWER_CHATS, chat.note),
            "take": (_P.ANSWER_CHATS, chat.take),
            "release": (_P.ANSWER_CHATS, chat.release),
            "assign": (_P.ASSIGN_CHATS, chat.assign),
            "transfer": (_P.ANSWER_CHATS, chat.transfer),
            "priority": (_P.ANSWER_CHATS, chat.set_priority),
            "labels": (_P.ANSWER_CHATS, chat.set_labels),
            "snooze": (_P.ANSWER_CHATS, chat.snooze),
            "close": (_P.ANSWER_CHATS, chat.close),
            "template": (_P.ANSWER_CHATS, chat.send_template),
        },
        sends_files=frozenset({"reply"}),
    ),
    Screen("/desk/chats/{chat:int}/transcripcion", _P.READ_CHATS, transcript.show),
    Screen("/desk/personas/{person:int}", _P.READ_CHATS, contact.show),
    Screen(
        "/desk/personas/{person:int}/juntar",
        _P.ANSWER_CHATS,
        joining.show,
        {"join": (_P.ANSWER_CHATS, joining.join)},
    ),
    Screen(replies.HERE, _P.ANSWER_CHATS, replies.show, {"add": (_P.WRITE_REPLIES, replies.add)}),
    Screen(
        replies.HERE + "/{reply:int}",
        _P.WRITE_REPLIES,
        replies.show_one,
        {
            "look": (_P.WRITE_REPLIES, replies.look),
            "change": (_P.WRITE_REPLIES, replies.change),
            "delete": (_P.WRITE_REPLIES, replies.delete),
        },
    ),
)

_COMPLAINTS = (
    Screen(complaints.PATH, _P.READ_COMPLAINTS, complaints.show),
    Screen("/desk/quejas/mapa", _P.READ_COMPLAINTS, complaint_map.show),
    Screen(
        "/desk/quejas/{folio}",
        _P.READ_COMPLAINTS,
        complaint.show,
        {
            "move": (_P.WORK_COMPLAINTS, complaint_acts.move),
            "refer": (_P.WORK_COMPLAINTS, complaint_acts.refer),
            "schedule": (_P.WORK_COMPLAINTS, complaint_acts.schedule),
            "ask": (_P.WORK_COMPLAINTS, complaint_acts.ask),
            "finish": (_P.WORK_COMPLAINTS, complaint_acts.finish),
            "photo": (_P.WORK_COMPLAINTS, complaint_acts.photo),
            "forward": (_P.WORK_COMPLAINTS, complaint_acts.forward),
            "not_competent": (_P.WORK_COMPLAINTS, complaint_acts.not_competent),
            "close": (_P.WORK_COMPLAINTS, complaint_acts.close),
            "merge": (_P.WORK_COMPLAINTS, complaint_acts.merge),
            "split": (_P.WORK_COMPLAINTS, complaint_acts.split),
            "split_person": (_P.WORK_COMPLAINTS, complaint_acts.split_person),
            "add_task": (_P.WORK_COMPLAINTS, complaint_acts.add_task),
            "end_task": (_P.WORK_COMPLAINTS, complaint_acts.end_task),
            "note": (_P.WORK_COMPLAINTS, complaint_acts.note),
            "publish": (_P.WORK_COMPLAINTS, complaint_acts.publish),
            "hide": (_P.WORK_COMPLAINTS, complaint_acts.hide),
        },
        photos={
            "finish": complaint_acts.uploaded,
            "photo": complaint_acts.uploaded,
            "publish": complaint_acts.sent,
        },
    ),
    Screen(works.PATH, _P.READ_COMPLAINTS, works.show),
    Screen("/desk/obras/{key:path}", _P.READ_COMPLAINTS, works.show_work),
)

_PROPOSALS = (
    Screen(proposals.PATH, _P.READ_PROPOSALS, proposals.show),
    Screen(
        "/desk/propuestas/contestar",
        _P.WORK_PROPOSALS,
        answering.show,
        {"look": (_P.WORK_PROPOSALS, answering.look), "answer": (_P.WORK_PROPOSALS, answering.answer)},
    ),
    Screen(
        "/desk/propuestas/{folio}",
        _P.READ_PROPOSALS,
        proposal.show,
        {
            "move": (_P.WORK_PROPOSALS, proposal.move),
            "answer": (_P.WORK_PROPOSALS, proposal.answer),
            "schedule": (_P.WORK_PROPOSALS, proposal.schedule),
            "progress": (_P.WORK_PROPOSALS, proposal.progress),
            "group": (_P.WORK_PROPOSALS, proposal.group),
            "split": (_P.WORK_PROPOSALS, proposal.split),
            "topic": (_P.WORK_PROPOSALS, proposal.set_topic),
            "link": (_P.WORK_PROPOSALS, proposal.link),
        },
    ),
    Screen(consultations.PATH, _P.READ_PROPOSALS, consultations.show),
    Screen(
        "/desk/consultas/{key}",
        _P.READ_PROPOSALS,
        consultations.show_one,
        {
            "close": (_P.WORK_PROPOSALS, consultations.close),
            "reopen": (_P.WORK_PROPOSALS, consultations.reopen),
        },
    ),
)

_COMMITTEES = (
    Screen(
        committees.HERE,
        _P.READ_COMMITTEES,
        committees.show,
        {"form": (_P.WORK_COMMITTEES, committee_acts.form_committee)},
    ),
    Screen(
        committees.HERE + "/{key}",
        _P.READ_COMMITTEES,
        committees.show_one,
        {
            "invite": (_P.WORK_COMMITTEES, committee_acts.invite),
            "open_chat": (_P.WORK_COMMITTEES, committee_acts.open_chat),
            "add_member": (_P.WORK_COMMITTEES, committee_acts.add_member),
            "replace": (_P.WORK_COMMITTEES, committee_acts.replace),
            "remove": (_P.WORK_COMMITTEES, committee_acts.remove),
            "letter": (_P.WORK_COMMITTEES, committee_acts.take_letter),
            "constitute": (_P.WORK_COMMITTEES, committee_acts.constitute),
            "handover": (_P.WORK_COMMITTEES, committee_acts.hand_over),
            "close": (_P.WORK_COMMITTEES, committee_acts.close),
        },
    ),
    Screen(
        committees.HERE + "/{key}/reuniones",
        _P.READ_COMMITTEES,
        meetings.show,
        {
            "plan": (_P.WORK_COMMITTEES, meetings.plan),
            "call": (_P.WORK_COMMITTEES, meetings.call),
            "call_off": (_P.WORK_COMMITTEES, meetings.call_off),
            "minutes": (_P.WORK_COMMITTEES, meetings.write_down),
            "agree": (_P.WORK_COMMITTEES, meetings.agree),
            "settle": (_P.WORK_COMMITTEES, meetings.settle),
        },
    ),
    Screen(committees.HERE + "/{key}/visitas", _P.READ_COMMITTEES, committees.show_visits),
    Screen(committees.HERE + "/{key}/invitaciones", _P.WORK_COMMITTEES, committees.show_invitations),
    Screen(
        committees.HERE + "/{key}/acreditaciones",
        _P.READ_COMMITTEES,
        papers.show_accreditations,
        {
            "accredit": (_P.WORK_COMMITTEES, committee_acts.accredit),
            "revoke": (_P.WORK_COMMITTEES, committee_acts.revoke),
        },
    ),
    Screen(committees.HERE + "/{key}/papeles", _P.READ_COMMITTEES, papers.show),
)

_BROADCASTS = (
    Screen(broadcasts.HERE, _P.READ_BROADCASTS, broadcasts.show),
    Screen(
        broadcasts.HERE + "/nueva",
        _P.WRITE_BROADCASTS,
        broadcasts.show_new,
        {"write": (_P.WRITE_BROADCASTS, broadcasts.write)},
    ),
    Screen(
        broadcasts.HERE + "/{key}",
        _P.READ_BROADCASTS,
        broadcasts.show_one,
        {
            "submit": (_P.WRITE_BROADCASTS, broadcasts.submit),
            "approve": (_P.APPROVE_BROADCASTS, broadcasts.approve),
            "pause": (_P.WRITE_BROADCASTS, broadcasts.pause),
            "resume": (_P.WRITE_BROADCASTS, broadcasts.resume),
            "cancel": (_P.WRITE_BROADCASTS, broadcasts.cancel),
        },
    ),
    Screen(
        broadcasts.HERE + "/{key}/cambiar",
        _P.WRITE_BROADCASTS,
        broadcasts.show_change,
        {"write": (_P.WRITE_BROADCASTS, broadcasts.rewrite)},
    ),
    Screen(series.HERE, _P.READ_BROADCASTS, series.show),
    Screen(
        series.HERE + "/{key}",
        _P.READ_BROADCASTS,
        series.show_one,
        {
            "on": (_P.APPROVE_BROADCASTS, series.switch_on),
            "off": (_P.WRITE_BROADCASTS, series.switch_off),
            "skip": (_P.WRITE_BROADCASTS, series.skip),
            "committee": (_P.WRITE_BROADCASTS, series.switch_committee),
        },
    ),
    Screen(programmes.HERE, _P.READ_BROADCASTS, programmes.show, {"skip": (_P.WRITE_BROADCASTS, programmes.skip)}),
)

_HOUSE = (
    Screen(
        office.HERE,
        _P.SET_HOURS,
        office.show,
        {
            "hours": (_P.SET_HOURS, office.set_hours),
            "settle": (_P.SET_HOURS, office.settle),
            "close": (_P.SET_HOURS, office.close_days),
            "open": (_P.SET_HOURS, office.open_day),
        },
    ),
    Screen(texts.HERE, _P.WRITE_TEXTS, texts.show),
    Screen(text_trial.TRIAL, _P.WRITE_TEXTS, text_trial.show, {"try": (_P.WRITE_TEXTS, text_trial.try_out)}),
    Screen(texts.HERE + "/{name}", _P.WRITE_TEXTS, texts.show_group),
    Screen(
        texts.HERE + "/{name}/{rest:path}",
        _P.WRITE_TEXTS,
        texts.show_one,
        {
            "look": (_P.WRITE_TEXTS, texts.look),
            "publish": (_P.WRITE_TEXTS, texts.publish),
            "restore": (_P.WRITE_TEXTS, texts.restore),
        },
    ),
    Screen("/desk/bitacora", _P.READ_TRAIL, trail.show),
    Screen(reports.PATH, _P.READ_REPORTS, reports.show),
    Screen("/desk/estado", _P.READ_HEALTH, health.show, {"seen": (_P.READ_HEALTH, health.mark_seen)}),
    Screen("/desk/personal", _P.MANAGE_STAFF, accounts.show_all),
    Screen("/desk/personal/nueva", _P.MANAGE_STAFF, accounts.show_new, {"add": (_P.MANAGE_STAFF, accounts.add)}),
    Screen(
        "/desk/personal/{name}",
        _P.MANAGE_STAFF,
        accounts.show_one,
        {
            "grant": (_P.MANAGE_STAFF, accounts.grant),
            "capacity": (_P.MANAGE_STAFF, accounts.set_capacity),
            "invite": (_P.MANAGE_STAFF, accounts.invite),
            "identity": (_P.MANAGE_STAFF, accounts.set_identity),
            "forget": (_P.MANAGE_STAFF, accounts.forget_second_factor),
            "close": (_P.MANAGE_STAFF, accounts.close),
        },
    ),
    Screen(
        "/desk/cuenta",
        None,
        own.show,
        {
            "available": (None, own.set_available),
            "end": (None, own.end_session),
            "end_others": (None, own.end_other_sessions),
            "link": (None, own.link_chat),
            "unlink": (None, own.unlink_chat),
            "identity_unlink": (None, own.unlink_identity),
        },
    ),
    Screen(
        "/desk/cuenta/factor",
        None,
        own.show_factor,
        {
            "put": (None, own.put_factor),
            "codes": (None, own.renew_codes),
            "drop": (None, own.drop_factor),
        },
    ),
)

_DOCUMENTS = tuple(shelf.screen for shelf in documents.SHELVES)

SCREENS = (*_CHATS, *_COMPLAINTS, *_PROPOSALS, *_COMMITTEES, *_BROADCASTS, *_DOCUMENTS, *_HOUSE)
