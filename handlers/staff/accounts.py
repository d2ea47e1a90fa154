"""Accounts of staff: who is let in, and what they may do there. All raise NotPossible."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.access import Access, Grant, Role
from handlers.solving import runs
from handlers.staff.finding import NotPossible
from handlers.world import World
from storage import chats, identities, signing_in, staff
from storage.access import answerable_chats
from storage.history import append
from storage.ledger import Ledger
from storage.staff import Account
from storage.store import Connection

INVITATION_LASTS = timedelta(hours=72)
_NOT_NAMES = frozenset({"nueva", "personal", "operator"})
"""The desk's own page for a new account, and who acts at the terminal."""
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class Office:
    """Whoever looks after accounts: one act, one commit. All raise NotPossible."""

    connection: Connection
    world: World
    by: str
    """The name of the one who does it."""
    now: datetime

    def add(self, name: str, full_name: str, grants: Sequence[Grant]) -> str:
        """A new account; the secret of the link by which its holder chooses a password."""
        name = name.strip().lower()
        if not _NAME.fullmatch(name):
            raise NotPossible("El nombre de usuario lleva de 2 a 40 letras minúsculas o números, como lupita.rios.")
        if name in _NOT_NAMES:
            raise NotPossible(f"El nombre {name} no se puede usar. Elija otro.")
        if not full_name.strip():
            raise NotPossible("Escriba el nombre completo de la persona.")
        if staff.find_account(self.connection, name):
            raise NotPossible(f"Ya hay una cuenta {name}. Elija otro nombre de usuario.")
        self._demand_good(grants)
        account = Account(
            id=self.world.ids.new(), name=name, full_name=full_name.strip(), password="", totp_secret="", totp_used=0,
            person_id=None, capacity=0, is_available=False, state="active", made_at=self.now,
        )  # fmt: skip
        staff.add_account(self.connection, account)
        staff.put_grants(self.connection, account.id, grants)
        self._record(account, "added", _spoken(grants))
        return signing_in.add_link(self.connection, account.id, "invite", self.now + INVITATION_LASTS)

    def invite_again(self, name: str) -> str:
        """A new link to choose a password; until then the old one holds."""
        account = self._active(name)
        self._record(account, "invited", "")
        return signing_in.add_link(self.connection, account.id, "invite", self.now + INVITATION_LASTS)

    def grant(self, name: str, grants: Sequence[Grant]) -> None:
        """These roles and no others. What they see follows at once, and chats that they may answer no more wait for others.
        Who needs a second factor now and has none comes in anew and sets it up."""
        account = self._active(name)
        self._demand_good(grants)
        if account.name == self.by and not _manages(grants):
            raise NotPossible("Usted no puede quitarse a sí mismo la administración. Pídalo a otra persona.")
        staff.put_grants(self.connection, account.id, grants)
        self._give_back(account.name, Access(tuple(grants)))
        if Access(tuple(grants)).needs_second_factor and not account.totp_secret:
            signing_in.end_sessions(self.connection, account.id)
        self._record(account, "granted", _spoken(grants))

    def set_capacity(self, name: str, capacity: int) -> None:
        """How many chats they are given at once; 0: none are given, they take them."""
        account = self._active(name)
        if not 0 <= capacity <= 50:
            raise NotPossible("La capacidad va de 0 a 50 conversaciones.")
        staff.change_account(self.connection, account.id, capacity=capacity)
        self._record(account, "capacity", str(capacity))

    def forget_second_factor(self, name: str) -> None:
        """The telephone was lost: a new one is set up at the next sign-in."""
        account = self._active(name)
        staff.change_account(self.connection, account.id, totp_secret="", totp_used=0)
        signing_in.put_recovery_codes(self.connection, account.id, [])
        signing_in.end_sessions(self.connection, account.id)
        self._record(account, "second_factor_forgotten", "")

    def close(self, name: str) -> None:
        """They are out at once; their chats go back into the queue."""
        account = self._active(name)
        if account.name == self.by:
            raise NotPossible("Usted no puede cerrar su propia cuenta. Pídalo a otra persona.")
        if self.world.staff_groups and account.person_id:
            self.world.staff_groups.lets_go(self.connection, self.world.ids, account.person_id, self.now)
        staff.change_account(self.connection, account.id, state="closed", password="", totp_secret="", person_id=None)
        staff.put_grants(self.connection, account.id, [])
        signing_in.end_sessions(self.connection, account.id)
        identities.drop_identity(self.connection, account.id)
        signing_in.use_up_links(self.connection, account.id)
        signing_in.put_recovery_codes(self.connection, account.id, [])
        self._give_back(account.name, Access(()))
        self._record(account, "closed", "")

    def _give_back(self, name: str, access: Access) -> None:
        """The chats that they may answer no more."""
        keeps = answerable_chats(access, name)
        for chat_id in chats.give_back(self.connection, self.world.ids, name, keeps=keeps):
            if chat := chats.find_chat(self.connection, chat_id):
                chats.change(self.connection, chat_id, **runs(self.world, chat, self.now))

    def _active(self, name: str) -> Account:
        account = staff.find_account(self.connection, name)
        if account is None or not account.is_active:
            raise NotPossible(f"No hay una cuenta activa con el nombre {name}.")
        return account

    def _demand_good(self, grants: Sequence[Grant]) -> None:
        if not grants:
            raise NotPossible("Elija por lo menos un puesto.")
        quadrants = {one.quadrant for one in self.world.directory}
        for one in grants:
            if one.role is Role.ADMINISTRATOR and (one.department or one.quadrant):
                raise NotPossible("La administración es de todo el municipio: no lleva dependencia ni zona.")
            if one.department and one.department not in self.world.routes.names:
                raise NotPossible(f"No hay una dependencia {one.department} en la configuración.")
            if one.quadrant and one.quadrant not in quadrants:
                raise NotPossible(f"El catálogo de colonias no tiene la zona {one.quadrant}.")

    def _record(self, account: Account, event: str, note: str) -> None:
        ledger = Ledger(self.world.ids)
        append(ledger, "staff", account.id, event, by=f"staff:{self.by}", now=self.now, account="desk", note=note)
        ledger.save(self.connection)


def _manages(grants: Sequence[Grant]) -> bool:
    return any(one.role is Role.ADMINISTRATOR for one in grants)


def _spoken(grants: Sequence[Grant]) -> str:
    return ", ".join("/".join(part for part in (one.role, one.department, one.quadrant) if part) for one in grants)
