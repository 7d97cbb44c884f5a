"""channel"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credential",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by", sa.String(length=64), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forced_count", sa.Integer(), nullable=False),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_credential")),
    )
    op.create_table(
        "tally",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "name", name=op.f("pk_tally")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=64), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("rid", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stops_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by_id"], ["staff.id"], name=op.f("fk_incident_closed_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(
            "uq_incident_open",
            ["endpoint", "code"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "menu_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["staff.id"], name=op.f("fk_menu_version_published_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_version")),
    )
    op.create_table(
        "subscription",
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("long_term", sa.Boolean(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_subscription_not_negative")),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_subscription_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("resident_id", "template", name=op.f("pk_subscription")),
    )
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("media_id", sa.LargeBinary(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("planned", "kept", "refused", "gone", name="status", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purge_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["card_application.id"],
            name=op.f("fk_picture_application_id_card_application"),
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_picture_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
    )
    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picture_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_picture_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_picture_resident_id"), ["resident_id"], unique=False)

    # Not in batches: SQLite would drop and rebuild tables that others refer to.
    op.add_column("outbox", sa.Column("rid", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("called_at", sa.DateTime(timezone=True), nullable=True))
    called_by = sa.Column(
        "called_by_id", sa.Integer(), sa.ForeignKey("staff.id", name="fk_outbox_called_by_id_staff")
    )
    op.add_column("outbox", called_by, inline_references=True)
    op.alter_column("resident", "sent_since", new_column_name="words_sent")
    op.add_column("resident", sa.Column("click_sent", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("resident", "click_sent")
    op.alter_column("resident", "words_sent", new_column_name="sent_since")
    op.drop_column("outbox", "called_by_id")
    op.drop_column("outbox", "called_at")
    op.drop_column("outbox", "rid")
    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picture_resident_id"))
        batch_op.drop_index(batch_op.f("ix_picture_due_at"))
        batch_op.drop_index(batch_op.f("ix_picture_application_id"))

    op.drop_table("picture")
    op.drop_table("subscription")
    op.drop_table("menu_version")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_incident_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("incident")
    op.drop_table("tally")
    op.drop_table("credential")
