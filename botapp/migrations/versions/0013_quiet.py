"""resident quiet hours, and appointments that their residents confirmed"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns, empty for everybody."""
    op.add_column("resident", sa.Column("quiet_since", sa.Time(), nullable=True))
    op.add_column("resident", sa.Column("quiet_until", sa.Time(), nullable=True))
    op.add_column("appointment", sa.Column("confirmed_at", botapp.db.Moment(), nullable=True))


def downgrade() -> None:
    """The town's hours hold for everybody again."""
    op.drop_column("appointment", "confirmed_at")
    op.drop_column("resident", "quiet_until")
    op.drop_column("resident", "quiet_since")
