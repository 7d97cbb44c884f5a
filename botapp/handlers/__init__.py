"""How people reach us: importing this package registers every handler and page."""

from botapp.handlers import (
    account,
    appointment,
    arrival,
    campaign,
    card,
    channel,
    choice,
    companion,
    consent,
    eligibility,
    greeting,
    helpdesk,
    need,
    outbox,
    picture,
    plan,
    policy,
    privacy,
    question,
    referral,
    reminder,
    resident,
    safety,
    subscription,
    survey,
    waitlist,
    webhook,
)
from botapp.handlers.admin import arrival as admin_arrival
from botapp.handlers.admin import audit as admin_audit
from botapp.handlers.admin import calendar as admin_calendar
from botapp.handlers.admin import campaign as admin_campaign
from botapp.handlers.admin import exchange as admin_exchange
from botapp.handlers.admin import helpdesk as admin_helpdesk
from botapp.handlers.admin import home as admin_home
from botapp.handlers.admin import login as admin_login
from botapp.handlers.admin import need as admin_need
from botapp.handlers.admin import outbox as admin_outbox
from botapp.handlers.admin import point as admin_point
from botapp.handlers.admin import policy as admin_policy
from botapp.handlers.admin import question as admin_question
from botapp.handlers.admin import referral as admin_referral
from botapp.handlers.admin import resident as admin_resident
from botapp.handlers.admin import safety as admin_safety
from botapp.handlers.admin import schedule as admin_schedule
from botapp.handlers.admin import service as admin_service
from botapp.handlers.admin import staff as admin_staff
from botapp.handlers.admin import survey as admin_survey
from botapp.handlers.admin import trial as admin_trial
from botapp.handlers.admin import version as admin_version
from botapp.handlers.admin.appointment import appointment as admin_appointment
from botapp.handlers.admin.appointment import week as admin_week
from botapp.handlers.admin.card import application as admin_application
from botapp.handlers.admin.card import card as admin_card
from botapp.handlers.admin.card import picture as admin_picture
from botapp.handlers.admin.card import rule as admin_rule
from botapp.handlers.admin.channel import channel as admin_channel
from botapp.handlers.admin.channel import menu as admin_account_menu
from botapp.handlers.admin.channel import phone as admin_phone
from botapp.handlers.h5 import appointment as h5_appointment
from botapp.handlers.h5 import arrival as h5_arrival
from botapp.handlers.h5 import campaign as h5_campaign
from botapp.handlers.h5 import card as h5_card
from botapp.handlers.h5 import choice as h5_choice
from botapp.handlers.h5 import login as h5_login
from botapp.handlers.h5 import me as h5_me
from botapp.handlers.h5 import notify as h5_notify
from botapp.handlers.h5 import plan as h5_plan
from botapp.handlers.h5 import survey as h5_survey
from botapp.handlers.public import card as public_card
from botapp.handlers.public import health as public_health
from botapp.handlers.public import metrics as public_metrics
from botapp.handlers.public import policy as public_policy
from botapp.handlers.public import referral as public_referral

RESIDENTS = (
    account,
    appointment,
    arrival,
    campaign,
    card,
    channel,
    choice,
    companion,
    consent,
    eligibility,
    greeting,
    helpdesk,
    need,
    outbox,
    picture,
    plan,
    policy,
    privacy,
    question,
    referral,
    reminder,
    resident,
    safety,
    subscription,
    survey,
    waitlist,
    webhook,
)
PAGES = (
    admin_account_menu,
    admin_application,
    admin_appointment,
    admin_arrival,
    admin_audit,
    admin_calendar,
    admin_campaign,
    admin_card,
    admin_channel,
    admin_exchange,
    admin_helpdesk,
    admin_home,
    admin_login,
    admin_need,
    admin_outbox,
    admin_phone,
    admin_picture,
    admin_point,
    admin_policy,
    admin_question,
    admin_referral,
    admin_resident,
    admin_rule,
    admin_safety,
    admin_schedule,
    admin_service,
    admin_staff,
    admin_survey,
    admin_trial,
    admin_version,
    admin_week,
    h5_appointment,
    h5_arrival,
    h5_campaign,
    h5_card,
    h5_choice,
    h5_login,
    h5_me,
    h5_notify,
    h5_plan,
    h5_survey,
    public_card,
    public_health,
    public_metrics,
    public_policy,
    public_referral,
)
