"""Who a WhatsApp address belongs to. Pure.

Since 2026 a sender may have no telephone number, only a business-scoped user id (BSUID), and one Mexican mobile is
written in two ways: +52 and ten digits as people give it, +521 and the same ten as WhatsApp reports it.
"""

import re

from civic.message import Address, AddressKind
from civic.phone import canonical_phone

PREFIX = "whatsapp:"


def is_sender(address: str) -> bool:
    """Whether Twilio can send from it: `whatsapp:+` and an international number."""
    return re.fullmatch(r"whatsapp:\+[1-9]\d{6,14}", address) is not None


def addresses(sender: str, wa_id: str = "", user_id: str = "", parent_user_id: str = "") -> tuple[Address, ...]:
    """Every way a sender is known, surest first: the address written from, then what else came along.

    `sender` is `whatsapp:` and a number or a BSUID. What follows is kept as it is when it is neither, so that a
    kind of address not invented yet still names somebody. Empty when the sender is not on WhatsApp.
    """
    if not sender.startswith(PREFIX) or sender == PREFIX:
        return ()
    known = [_address(sender.removeprefix(PREFIX))]
    known += [Address(AddressKind.BSUID, value.removeprefix(PREFIX)) for value in (user_id, parent_user_id) if value]
    known += [address for address in [_address(wa_id)] if address.kind is AddressKind.PHONE]
    return tuple(dict.fromkeys(known))


def _address(value: str) -> Address:
    phone = canonical_phone(value)
    return Address(AddressKind.PHONE, phone) if phone else Address(AddressKind.BSUID, value)
