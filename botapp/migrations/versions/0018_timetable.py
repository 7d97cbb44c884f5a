"""schedules that staff changed, and days of a plan that its resident moved"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table and one column, empty for everybody."""
    op.create_table(
        "timetable",
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=True),
        sa.Column("edited_at", botapp.db.Moment(), nullable=False),
        sa.Column("followed_at", botapp.db.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_timetable")),
    )
    op.add_column("plan", sa.Column("moved", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Every plan follows the schedule that is delivered."""
    op.drop_column("plan", "moved")
    op.drop_table("timetable")
