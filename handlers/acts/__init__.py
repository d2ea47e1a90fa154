"""What a finished talk does: one function per act, `act(scene, answers) -> Outcome`."""

from collections.abc import Callable, Mapping
from typing import Any

from flows.talk import Outcome
from handlers.acts.add_to_report import add_to_report
from handlers.acts.answer_question import answer_question
from handlers.acts.answer_unit import answer_unit
from handlers.acts.check_accreditation import check_accreditation
from handlers.acts.confirm_registration import confirm_registration
from handlers.acts.confirm_repair import confirm_repair
from handlers.acts.file_complaint import file_complaint
from handlers.acts.file_visit import file_visit
from handlers.acts.give_consent import give_consent
from handlers.acts.join_committee import join_committee
from handlers.acts.leave_committee import leave_committee
from handlers.acts.link_channel import link_channel, show_code
from handlers.acts.list_proposals import list_more_proposals, list_proposals
from handlers.acts.my_committee import my_committee
from handlers.acts.open_chat import open_chat
from handlers.acts.open_desk import open_desk
from handlers.acts.open_privacy_case import open_privacy_case
from handlers.acts.opine import show_statement, take_stance
from handlers.acts.rate_chat import rate_chat
from handlers.acts.register_neighbour import open_register, register_neighbour
from handlers.acts.reply_broadcast import reply_broadcast
from handlers.acts.set_frequency import set_frequency
from handlers.acts.set_home import set_home
from handlers.acts.set_language import set_language
from handlers.acts.set_notices import set_notices
from handlers.acts.show_consultation import show_consultation
from handlers.acts.show_folio import show_folio
from handlers.acts.show_programme import remind_me, show_programme
from handlers.acts.show_results import show_result_places, show_results
from handlers.acts.sign_letter import sign_letter
from handlers.acts.submit_proposal import submit_proposal
from handlers.acts.support_proposal import support_proposal
from handlers.acts.survey import answer_survey, open_survey
from handlers.acts.vote import cast_ballot, check_receipt, open_ballot
from handlers.acts.withdraw_report import withdraw_report
from handlers.scene import Scene

Act = Callable[[Scene, Mapping[str, Any]], Outcome]

ACTS: Mapping[str, Act] = {
    act.__name__: act
    for act in (
        add_to_report,
        answer_question,
        answer_survey,
        answer_unit,
        cast_ballot,
        check_accreditation,
        check_receipt,
        confirm_registration,
        confirm_repair,
        file_complaint,
        file_visit,
        give_consent,
        join_committee,
        leave_committee,
        link_channel,
        list_more_proposals,
        list_proposals,
        my_committee,
        open_ballot,
        open_chat,
        open_desk,
        open_privacy_case,
        open_register,
        open_survey,
        rate_chat,
        register_neighbour,
        remind_me,
        reply_broadcast,
        set_frequency,
        set_home,
        set_language,
        set_notices,
        show_code,
        show_consultation,
        show_folio,
        show_result_places,
        show_programme,
        show_results,
        show_statement,
        sign_letter,
        submit_proposal,
        support_proposal,
        take_stance,
        withdraw_report,
    )
}
