"""Telegram's refusals as one Spanish sentence for the operator."""

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.http import NeverLeft, ServerFailed


def told(error: TelegramError) -> str:
    """What happened and, when the operator can do something, what. No secrets: never the provider's own words."""
    match error:
        case Conflict():
            return "Otro programa recibe los mensajes de este bot: detenga la otra copia, o quite su webhook."
        case InvalidToken():
            return "Telegram no acepta el token: revise [telegram] token."
        case NeverLeft():
            return "No hay conexión con Telegram: revise la red y [telegram] api_base_url."
        case ServerFailed():
            return f"Telegram tiene una falla ({error.status}); se intenta otra vez."
        case RetryAfter():
            return "Telegram pide esperar; se intenta otra vez."
        case _:
            return f"Telegram no respondió como se esperaba ({type(error).__name__}); se intenta otra vez."
