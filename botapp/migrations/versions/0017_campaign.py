"""campaign: topics that residents follow, and news that goes to those who do"""

import sqlalchemy as sa
from alembic import op

import botapp.db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATUS = sa.Enum("draft", "sending", "sent", "stopped", name="status", native_enum=False, length=32)


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("text_version", sa.String(length=32), nullable=False),
        sa.Column("since", botapp.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_interest_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint("resident_id", "topic", name=op.f("uq_interest_resident_id_topic")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("status", STATUS, nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", botapp.db.Moment(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", botapp.db.Moment(), nullable=True),
        sa.Column("reached_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sent_by_id"], ["staff.id"], name=op.f("fk_campaign_sent_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["staff.id"], name=op.f("fk_campaign_written_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_status"), "campaign", ["status"])
    op.create_table(
        "campaign_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("written_at", botapp.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_letter_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["outbox.id"],
            name=op.f("fk_campaign_letter_outbox_id_outbox"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_campaign_letter_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_letter")),
        sa.UniqueConstraint(
            "campaign_id", "resident_id", name=op.f("uq_campaign_letter_campaign_id_resident_id")
        ),
    )
    op.create_index(op.f("ix_campaign_letter_resident_id"), "campaign_letter", ["resident_id"])


def downgrade() -> None:
    """Nobody follows a topic."""
    op.drop_table("campaign_letter")
    op.drop_table("campaign")
    op.drop_table("interest")
