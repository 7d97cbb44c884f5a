"""need: how it is taken care of, and when somebody comes to the house"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns, empty for every case so far."""
    op.add_column("need", sa.Column("way", sa.String(length=16), nullable=True))
    op.add_column("need", sa.Column("visit_at", botapp.db.Moment(), nullable=True))


def downgrade() -> None:
    """What is arranged waits for an answer again."""
    op.execute("UPDATE need SET status = 'waiting' WHERE status = 'arranged'")
    op.drop_column("need", "visit_at")
    op.drop_column("need", "way")
