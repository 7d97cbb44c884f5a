"""appointment held_until: a seat can be kept until a moment"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column, empty for what is booked."""
    with op.batch_alter_table("appointment") as table:
        table.add_column(sa.Column("held_until", botapp.db.Moment(), nullable=True))
        table.create_index(op.f("ix_appointment_held_until"), ["held_until"])


def downgrade() -> None:
    """What was only kept is given back."""
    op.execute("DELETE FROM appointment WHERE status = 'held'")
    with op.batch_alter_table("appointment") as table:
        table.drop_index(op.f("ix_appointment_held_until"))
        table.drop_column("held_until")
