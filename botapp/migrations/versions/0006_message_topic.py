"""message topic"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: adding and dropping a column needs no rebuilt table.
    op.add_column("message", sa.Column("topic", sa.String(length=8), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("message", "topic")
