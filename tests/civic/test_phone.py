"""Telephone numbers as residents say them."""

import pytest

from civic.phone import mexican_phone, on_whatsapp

SAID = [
    ("6181234567", "+526181234567", "ten digits"),
    ("618 123 45 67", "+526181234567", "in pairs"),
    ("(618) 123-4567", "+526181234567", "as on a card"),
    ("+52 618 123 4567", "+526181234567", "with the country"),
    ("+52 1 618 123 4567", "+526181234567", "as WhatsApp shows it"),
    ("5216181234567", "+526181234567", "the same without a plus"),
    ("044 618 123 4567", "+526181234567", "as mobiles were dialled once"),
    ("618 123 456", None, "nine"),
    ("618 123 4567 8", None, "eleven"),
    ("0181234567", None, "no area begins with 0"),
    ("+1 415 523 8886", None, "another country"),
    ("no tiene", None, "words"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("said", "canonical", "reason"), SAID)
def test_a_number_as_it_is_said(said: str, canonical: str | None, reason: str) -> None:
    assert mexican_phone(said) == canonical, reason


def test_where_whatsapp_finds_it() -> None:
    assert on_whatsapp("+526181234567") == "whatsapp:+5216181234567"
    assert on_whatsapp("+14155238886") == "whatsapp:+14155238886"
