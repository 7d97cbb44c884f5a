"""How people reach us: importing this package registers every handler and page."""

from botapp.handlers import (
    appointment,
    card,
    greeting,
    helpdesk,
    need,
    outbox,
    policy,
    privacy,
    reminder,
    resident,
    safety,
    webhook,
)
from botapp.handlers.admin import home as admin_home
from botapp.handlers.admin import login as admin_login
from botapp.handlers.h5 import card as h5_card
from botapp.handlers.public import card as public_card
from botapp.handlers.public import health as public_health
from botapp.handlers.public import policy as public_policy

RESIDENTS = (
    appointment,
    card,
    greeting,
    helpdesk,
    need,
    outbox,
    policy,
    privacy,
    reminder,
    resident,
    safety,
    webhook,
)
PAGES = (admin_home, admin_login, h5_card, public_card, public_health, public_policy)
