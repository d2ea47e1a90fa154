"""The talk as python-telegram-bot's ConversationHandler tells it."""

from typing import Any, cast

from telegram import Message, Update
from telegram.ext import ContextTypes, ConversationHandler, MessageHandler, filters

from benchmarks.contestants.complaints import Complaints
from benchmarks.talk import LENGTH, TALK, accepts

Context = ContextTypes.DEFAULT_TYPE
CONVERSATION = "complaint"


def conversation(complaints: Complaints, *, persistent: bool) -> ConversationHandler[Context]:
    """State n waits for the message after the first n."""
    return ConversationHandler(
        entry_points=[_handler(0, complaints)],
        states={position: [_handler(position, complaints)] for position in range(1, LENGTH)},
        fallbacks=[],
        name=CONVERSATION,
        persistent=persistent,
    )


def _handler(position: int, complaints: Complaints) -> MessageHandler[Context, Any]:
    step = TALK[position]

    async def take(update: Update, context: Context) -> int:
        message, answers = cast(Message, update.message), cast(dict[str, str], context.user_data)
        said = message.text or ""
        if not accepts(step, said):
            await message.reply_text(TALK[position - 1].reply)
            return position
        if position:
            answers[step.field] = said
        if position < LENGTH - 1:
            await message.reply_text(step.reply)
            return position + 1
        folio = await complaints.file(message.chat_id, answers)
        answers.clear()
        await message.reply_text(step.reply.format(folio=folio))
        return ConversationHandler.END

    return MessageHandler(filters.TEXT & ~filters.COMMAND, take)
