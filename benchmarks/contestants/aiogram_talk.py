"""The talk as aiogram's finite state machine tells it."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from benchmarks.contestants.complaints import Complaints
from benchmarks.talk import LENGTH, TALK, accepts

Handler = Callable[[Message, FSMContext], Coroutine[Any, Any, None]]


class Talk(StatesGroup):
    """Each state is named for what the resident is to say next."""

    category = State()
    description = State()
    neighbourhood = State()
    which = State()
    place = State()
    photo = State()
    review = State()


STATES: list[State | None] = [None, *Talk.__states__]
POSITIONS = {state.state: position for position, state in enumerate(Talk.__states__, 1)}


def handler(position: int, complaints: Complaints) -> Handler:
    step = TALK[position]

    async def take(message: Message, state: FSMContext) -> None:
        said = message.text or ""
        if not accepts(step, said):
            await message.answer(TALK[position - 1].reply)
            return
        answers = await state.update_data({step.field: said}) if position else {}
        if position < LENGTH - 1:
            await state.set_state(STATES[position + 1])
            await message.answer(step.reply)
            return
        folio = await complaints.file(message.chat.id, answers)
        await state.clear()
        await message.answer(step.reply.format(folio=folio))

    return take
