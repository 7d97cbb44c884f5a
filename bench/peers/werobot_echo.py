"""An echo with WeRoBot in safe mode and its Redis session, which counts what each resident said."""

import os
from typing import Any

import redis
import werobot
from flask import Flask
from werobot.contrib.flask import make_view
from werobot.session.redisstorage import RedisStorage

robot = werobot.WeRoBot(
    token=os.environ["PEER_TOKEN"],
    enable_session=True,
    session_storage=RedisStorage(redis.Redis.from_url(os.environ["PEER_REDIS_URL"])),
)
robot.config["APP_ID"] = os.environ["PEER_APP_ID"]
robot.config["ENCODING_AES_KEY"] = os.environ["PEER_AES_KEY"]


@robot.text
def echo(message: Any, session: dict[str, int]) -> str:
    """The resident's own words come back, and are counted."""
    session["count"] = session.get("count", 0) + 1
    return str(message.content)


app = Flask(__name__)
app.add_url_rule("/wechat", view_func=make_view(robot), methods=["GET", "POST"])
