"""seats of one day that differ from the week's, and what each service allows"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, and for every service the rules that held for all of them."""
    op.create_table(
        "day_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_day_seats_point_id_point")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_day_seats_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_seats")),
        sa.UniqueConstraint(
            "service_id",
            "point_id",
            "day",
            "starts",
            name=op.f("uq_day_seats_service_id_point_id_day_starts"),
        ),
    )
    op.add_column("service", sa.Column("notice_hours", sa.Integer(), nullable=False, server_default="2"))
    op.add_column("service", sa.Column("horizon_days", sa.Integer(), nullable=False, server_default="14"))
    op.add_column("service", sa.Column("most_open", sa.Integer(), nullable=False, server_default="3"))


def downgrade() -> None:
    """The week holds on every day, and one rule for all services."""
    op.drop_column("service", "most_open")
    op.drop_column("service", "horizon_days")
    op.drop_column("service", "notice_hours")
    op.drop_table("day_seats")
