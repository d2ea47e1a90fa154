"""${message}"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "${up_revision}"
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
