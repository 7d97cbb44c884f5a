"""letter template"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: adding and dropping a column needs no rebuilt table.
    op.add_column("outbox", sa.Column("template", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("outbox", "template")
