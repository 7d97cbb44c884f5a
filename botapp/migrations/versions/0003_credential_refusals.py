"""credential refusals"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batches: adding and dropping columns needs no rebuilt table.
    op.add_column("credential", sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("credential", sa.Column("rejected_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("credential", sa.Column("rejected_code", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "credential", sa.Column("rejected_rid", sa.String(length=64), nullable=False, server_default="")
    )


def downgrade() -> None:
    for name in ("rejected_rid", "rejected_code", "rejected_until", "fetched_at"):
        op.drop_column("credential", name)
