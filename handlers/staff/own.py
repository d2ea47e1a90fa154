"""What somebody of staff does with their own account."""

from dataclasses import dataclass
from datetime import datetime

from civic.access import Access
from handlers.staff import secrets
from handlers.staff.finding import NotPossible
from handlers.world import World
from storage import links, signing_in, staff
from storage.history import append
from storage.ledger import Ledger
from storage.staff import Account
from storage.store import Connection


@dataclass(frozen=True, slots=True)
class Own:
    """Whoever is signed in: one act, one commit. All raise NotPossible."""

    connection: Connection
    world: World
    account: Account
    access: Access
    session_id: int
    now: datetime

    def set_available(self, *, is_available: bool) -> None:
        """Whether chats are given to them."""
        staff.change_account(self.connection, self.account.id, is_available=is_available)
        self._record("available" if is_available else "unavailable")

    def end_session(self, session_id: int) -> None:
        if session_id == self.session_id:
            raise NotPossible("Esa es la sesión en la que está. Para cerrarla use «Salir».")
        signing_in.end_session(self.connection, self.account.id, session_id)
        self._record("session_ended")

    def end_other_sessions(self) -> None:
        signing_in.end_sessions(self.connection, self.account.id, but=self.session_id)
        self._record("sessions_ended")

    def link_chat(self, code: str) -> None:
        """The chat that shows this code is theirs: there the assistant knows them."""
        typed = "".join(sign for sign in code.upper() if sign.isalnum())
        person_id = links.owner_of(self.connection, typed, "desk", self.now)
        if person_id is None:
            raise NotPossible("Nadie tiene ese código, o ya venció. Escriba «mi código» en su chat y pida otro.")
        other = staff.find_account_of_person(self.connection, person_id)
        if other and other.id != self.account.id:
            raise NotPossible("Ese chat ya está enlazado a otra cuenta.")
        links.use_up(self.connection, typed)
        if person_id != self.account.person_id:
            self._leave_groups()
        staff.change_account(self.connection, self.account.id, person_id=person_id)
        self._record("chat_linked")

    def unlink_chat(self) -> None:
        self._leave_groups()
        staff.change_account(self.connection, self.account.id, person_id=None)
        signing_in.use_up_links(self.connection, self.account.id)
        self._record("chat_unlinked")

    def _leave_groups(self) -> None:
        if self.world.staff_groups and self.account.person_id:
            self.world.staff_groups.lets_go(self.connection, self.world.ids, self.account.person_id, self.now)

    def put_factor(self, secret: str, code: str) -> list[str]:
        """A telephone that shows the right code for the secret is asked for from now on; recovery codes, shown once. Who sits
        elsewhere must come in anew."""
        if not secrets.put_factor(self.connection, self.account, secret, code, self.now):
            raise NotPossible("El código no corresponde. Revise la hora de su teléfono e intente otra vez.")
        signing_in.end_sessions(self.connection, self.account.id, but=self.session_id)
        self._record("second_factor_set")
        return secrets.put_recovery_codes(self.connection, self.account)

    def drop_factor(self) -> None:
        if self.access.needs_second_factor:
            raise NotPossible("Su puesto pide un segundo paso: puede cambiarlo, no quitarlo.")
        staff.change_account(self.connection, self.account.id, totp_secret="", totp_used=0)
        signing_in.put_recovery_codes(self.connection, self.account.id, [])
        self._record("second_factor_dropped")

    def renew_codes(self) -> list[str]:
        """Ten new ones, shown once; the old ones open nothing."""
        if not self.account.totp_secret:
            raise NotPossible("Los códigos de recuperación son de quien tiene un segundo paso. Ponga primero el suyo.")
        self._record("codes_renewed")
        return secrets.put_recovery_codes(self.connection, self.account)

    def put_password(self, kept: str) -> None:
        """`kept`: its hash. Who sits elsewhere must come in anew."""
        staff.change_account(self.connection, self.account.id, password=kept)
        signing_in.use_up_links(self.connection, self.account.id)
        signing_in.end_sessions(self.connection, self.account.id, but=self.session_id)
        self._record("password_changed")

    def _record(self, event: str) -> None:
        ledger = Ledger(self.world.ids)
        by = f"staff:{self.account.name}"
        append(ledger, "staff", self.account.id, event, by=by, now=self.now, account="desk")
        ledger.save(self.connection)
