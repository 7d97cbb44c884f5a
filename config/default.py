"""Every setting with its value for one fresh machine; BOTAPP_<NAME> or BOTAPP_<NAME>_FILE override it."""

DATABASE_URL = ""  # empty: SQLite at DATA_DIR/town.sqlite; postgresql://… for PostgreSQL
REDIS_URL = ""  # empty: the private server that bin/run starts
DATA_DIR = "var"  # everything that is stored lies under it
SECRET_KEY = ""  # signs staff sessions
PUBLIC_URL = "http://127.0.0.1:8000"  # how residents' phones reach this server
TOWN_NAME = "示例镇"  # shown in greetings and on pages
CARD_ISSUER = "示例镇世代服务中心"  # issuer printed on the service card

WECHAT_TOKEN = ""  # Token of the account's server configuration (comma list: current, previous)
WECHAT_APP_ID = ""  # AppID of the account
WECHAT_APP_SECRET = ""  # AppSecret of the account
WECHAT_AES_KEY = ""  # EncodingAESKey (comma list: current, previous)
WECHAT_PREVIOUS_UNTIL = ""  # when previous token and key end, such as 2026-12-01T00:00+08:00; empty: never
WECHAT_MODE = "safe"  # plain, compatible or safe, as chosen in the account's console
WECHAT_API_URL = "https://api.weixin.qq.com"  # the platform, or a double of it
WECHAT_WINDOW = 300  # seconds that a push's timestamp may be off

DATA_KEYS = ""  # seals what residents tell us (current, previous); made at first start
CARD_KEYS = ""  # signs service cards (current, previous); made at first start

ADMIN_USER = "admin"  # first staff account, made at start if there is none
ADMIN_PASSWORD = ""  # its password; empty: a random one, printed once

SIMULATOR = False  # a phone in the browser that talks to /wechat; loopback only

OFFICE_HOURS = "8:30-11:30,14:00-17:00"  # when staff answer, Monday to Friday and make-up workdays
METRICS_TOKEN = ""  # a bearer token for /metrics from another machine; empty: only this machine may ask
MODEL_URL = ""  # an OpenAI-compatible address that may say approved text in plainer words; empty: none
MODEL_NAME = ""  # the model to ask there
MODEL_KEY = ""  # its key, if it wants one
REPLY_BUDGET_MS = 4000  # a reply that takes longer leaves through the outbox
