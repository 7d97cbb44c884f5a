"""where in the house and by whom a service is given, and seats for who comes without an appointment"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that say nothing yet."""
    op.add_column("opening", sa.Column("room", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("opening", sa.Column("given_by", sa.String(length=8), nullable=False, server_default=""))
    op.add_column("opening", sa.Column("walk_in", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("appointment", sa.Column("room", sa.String(length=20), nullable=False, server_default=""))
    op.add_column(
        "appointment", sa.Column("given_by", sa.String(length=8), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Every seat is like every other."""
    op.drop_column("appointment", "given_by")
    op.drop_column("appointment", "room")
    op.drop_column("opening", "walk_in")
    op.drop_column("opening", "given_by")
    op.drop_column("opening", "room")
