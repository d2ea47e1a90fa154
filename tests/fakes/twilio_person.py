"""A resident with WhatsApp on a telephone, as Twilio shows them to us."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.twilio_records import ACCOUNT_SID, SENDER, Pairs, message_record

if TYPE_CHECKING:
    from tests.fakes.twilio_server import Delivered, TwilioServer


@dataclass(frozen=True, slots=True)
class Person:
    """Each act returns the message's id once our program has answered. `lost`: the webhook never comes, only the list
    knows of the message. `times`: so many webhooks for the one message, all at once.
    """

    server: "TwilioServer"
    number: str
    name: str
    user_id: str
    parent_user_id: str

    @property
    def address(self) -> str:
        return f"whatsapp:{self.number or self.user_id}"

    @property
    def received(self) -> Sequence["Delivered"]:
        """What the telephone shows, oldest first."""
        return self.server.delivered[self.address]

    async def says(self, text: str, *, lost: bool = False, times: int = 1) -> str:
        return await self._send({"MessageType": "text"}, text, lost=lost, times=times)

    async def taps(self, label: str, *, lost: bool = False, times: int = 1) -> str:
        """On the newest message that shows this button. Raises LookupError when none does."""
        shown = next((one for one in reversed(self.received) if label in dict(one.buttons)), None)
        if shown is None:
            raise LookupError(f"no button says {label!r}")
        return await self._send(_tap(shown, label), label, lost=lost, times=times)

    async def sends_photo(
        self, data: bytes = b"\xff\xd8 a photo", caption: str = "", *, kind: str = "image/jpeg", lost: bool = False
    ) -> str:
        message, file = self.server.new_sid("MM"), self.server.new_sid("ME")
        self.server.files[file] = (message, data, kind)
        url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{message}/Media/{file}"
        fields = {"MessageType": kind.partition("/")[0], "NumMedia": "1", "MediaUrl0": url, "MediaContentType0": kind}
        return await self._send(fields, caption, sid=message, lost=lost)

    async def shares_place(self, latitude: float, longitude: float, label: str = "", address: str = "") -> str:
        fields = {"MessageType": "location", "Latitude": str(latitude), "Longitude": str(longitude)}
        named = {key: value for key, value in (("Label", label), ("Address", address)) if value}
        return await self._send({**fields, **named}, "")

    async def _send(
        self, fields: Mapping[str, str], body: str, *, sid: str = "", lost: bool = False, times: int = 1
    ) -> str:
        sid = sid or self.server.new_sid("SM")
        record = message_record(sid, self.server.now(), "inbound", from_=self.address, to=SENDER, body=body)
        record["num_media"] = fields.get("NumMedia", "0")
        await self.server.receive(record, self._form(record, fields), lost=lost, times=times)
        return sid

    def _form(self, record: Mapping[str, Any], fields: Mapping[str, str]) -> Pairs:
        sid = record["sid"]
        profile = {"ProfileName": self.name, "WaId": (self.number or self.user_id).removeprefix("+")}
        ids = {"ExternalUserId": self.user_id, "ParentExternalUserId": self.parent_user_id}
        form = {
            "SmsMessageSid": sid,
            "NumMedia": "0",
            **profile,
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": record["body"],
            "To": record["to"],
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "MessageSid": sid,
            "AccountSid": ACCOUNT_SID,
            **{key: value for key, value in ids.items() if value},
            "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": profile}}),
            "From": record["from"],
            "ApiVersion": "2010-04-01",
        }
        return list({**form, **fields}.items())


def _tap(shown: "Delivered", label: str) -> dict[str, str]:
    payload = dict(shown.buttons)[label]
    replies = {"OriginalRepliedMessageSid": shown.sid, "OriginalRepliedMessageSender": SENDER}
    if shown.shown_as == "twilio/list-picker":
        return {"MessageType": "interactive", "ListId": payload, "ListTitle": label, **replies}
    return {"MessageType": "button", "ButtonPayload": payload, "ButtonText": label, **replies}
