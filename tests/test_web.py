"""What the web server loads is warm before the first resident comes, and starts without a database too."""

from botapp import web
from botapp.lib.seal import new_key
from botapp.models import policy
from botapp.models.policy import Policy


def test_the_engine_is_built_before_the_first_question(app, monkeypatch):
    monkeypatch.setattr(policy._Shelf, "edition", (0, 0))
    monkeypatch.setattr(policy._Shelf, "looked_at", 0.0)
    before = policy._Shelf.engine
    web.warm(app)
    assert policy._Shelf.engine is not before and Policy.engine() is policy._Shelf.engine


def test_without_tables_it_starts_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("BOTAPP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("BOTAPP_DATA_KEYS", new_key())
    monkeypatch.setenv("BOTAPP_SECRET_KEY", "test")
    made = web.create_app()
    web.warm(made)
    assert made.test_client().get("/healthz").status_code == 200
