"""message entry: which policy entry answered, counted from there instead of one busy row an entry"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: adding and dropping a column needs no rebuilt table.
    op.add_column("message", sa.Column("entry", sa.String(length=64), nullable=False, server_default=""))
    op.drop_column("policy", "asked_count")


def downgrade() -> None:
    op.add_column("policy", sa.Column("asked_count", sa.Integer(), nullable=False, server_default="0"))
    op.drop_column("message", "entry")
