"""A Flask view that reads nothing and says `success`: what the server alone costs."""

from flask import Flask

app = Flask(__name__)


@app.post("/wechat")
def accept() -> str:
    """Nothing is verified, nothing is kept."""
    return "success"
