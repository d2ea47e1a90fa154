"""What each proposal means, as a vector of the optional model"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "proposal_vectors",
        sa.Column("proposal_id", Id, nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_vectors_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "model", name=op.f("pk_proposal_vectors")),
    )
