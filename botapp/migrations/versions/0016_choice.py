"""informed choice: services that offer the comparison of methods first, and what residents kept of it"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column, true for the counselling that was there already, and one table."""
    op.add_column("service", sa.Column("compares", sa.Boolean(), nullable=False, server_default=sa.false()))
    service = sa.table("service", sa.column("slug", sa.String()), sa.column("compares", sa.Boolean()))
    op.execute(service.update().where(service.c.slug == "contraception").values(compares=True))
    op.create_table(
        "choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", botapp.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_choice_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint("resident_id", name=op.f("uq_choice_resident_id")),
    )


def downgrade() -> None:
    """Nothing is kept of it."""
    op.drop_table("choice")
    op.drop_column("service", "compares")
