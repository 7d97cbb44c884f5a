"""staff phone"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would drop and rebuild a table that others refer to.
    resident = sa.Column(
        "resident_id", sa.Integer(), sa.ForeignKey("resident.id", name="fk_staff_resident_id_resident")
    )
    op.add_column("staff", resident, inline_references=True)
    op.add_column("staff", sa.Column("link_index", sa.String(length=32), nullable=True))
    op.add_column("staff", sa.Column("link_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("staff", "link_until")
    op.drop_column("staff", "link_index")
    op.drop_column("staff", "resident_id")
