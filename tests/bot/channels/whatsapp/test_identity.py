import pytest

from bot.channels.whatsapp.identity import addresses, canonical_phone, is_sender
from civic.message import Address, AddressKind

PHONE, BSUID = AddressKind.PHONE, AddressKind.BSUID


@pytest.mark.parametrize(
    ("written", "expected", "reason"),
    [
        ("+5216181234567", "+526181234567", "WhatsApp's old way of writing a Mexican mobile"),
        ("+526181234567", "+526181234567", "the way people give it"),
        ("5216181234567", "+526181234567", "WaId comes without the plus"),
        ("+521618123456", "+521618123456", "a digit short: the 1 is then part of the number, nothing is dropped"),
        ("+14155238886", "+14155238886", "another country stays as it is"),
        ("+5491123456789", "+5491123456789", "so does the Argentine 9"),
        ("MX.1502576394655843", None, "a user id is no number"),
        ("MX.5216181234567", None, "not even when its figures look like one"),
        ("", None, "nothing"),
        ("+0123456789", None, "no country code begins with zero"),
        ("+1234567890123456", None, "longer than E.164 allows"),
        ("+٥٢١٦١٨١٢٣٤٥", None, "figures of another script are no telephone number to us"),
    ],
)
def test_canonical_phone(written: str, expected: str | None, reason: str) -> None:
    assert canonical_phone(written) == expected, reason


@pytest.mark.parametrize(
    ("sender", "wa_id", "user_id", "parent", "expected", "reason"),
    [
        ("whatsapp:+5216181234567", "5216181234567", "", "", [(PHONE, "+526181234567")], "one person, one address"),
        (
            "whatsapp:+5216181234567",
            "5216181234567",
            "MX.1",
            "MX.ENT.2",
            [(PHONE, "+526181234567"), (BSUID, "MX.1"), (BSUID, "MX.ENT.2")],
            "the number first: it is what other channels know too",
        ),
        ("whatsapp:MX.1", "", "MX.1", "", [(BSUID, "MX.1")], "the same id twice is one address"),
        ("whatsapp:MX.1", "MX.1", "", "", [(BSUID, "MX.1")], "WaId repeats the user id when there is no number"),
        (
            "whatsapp:MX.1",
            "5216181234567",
            "MX.1",
            "",
            [(BSUID, "MX.1"), (PHONE, "+526181234567")],
            "a number that came along is kept, after the address written from",
        ),
        ("whatsapp:@vecina", "", "", "", [(BSUID, "@vecina")], "a kind of address not invented yet"),
        ("+526181234567", "", "", "", [], "an SMS to the same number is not WhatsApp"),
        ("whatsapp:", "", "", "", [], "nobody"),
    ],
)
def test_addresses(
    sender: str, wa_id: str, user_id: str, parent: str, expected: list[tuple[AddressKind, str]], reason: str
) -> None:
    assert addresses(sender, wa_id, user_id, parent) == tuple(Address(*pair) for pair in expected), reason


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("whatsapp:+5216181112233", True),
        ("whatsapp:+14155238886", True),
        ("+5216181112233", False),
        ("whatsapp:5216181112233", False),
        ("whatsapp:+52 1618 111 2233", False),
        ("whatsapp:MX.1", False),
    ],
)
def test_is_sender(address: str, good: bool) -> None:
    assert is_sender(address) is good
