"""证件照片: fetch a planned photo, clean it, seal it. Nothing is locked while the platform is asked."""

from datetime import timedelta

from botapp import clock
from botapp.db import db
from botapp.errors import Trouble, Undeliverable
from botapp.jobs import door
from botapp.lib.errcode import Do, meaning
from botapp.lib.picture import Photo, Unfit, clean
from botapp.models.channel import Incident
from botapp.models.outbox import Outbox
from botapp.models.picture import Picture
from botapp.wechat import media

ENDPOINT = "media/get"
PAUSE = 3600  # seconds until an interface that staff must mend is asked again
WHY = {Do.UPLOAD: "照片过期了，微信没有留着", Do.DEAD: "照片没能取到"}
AGAIN = "刚才的照片没有存下（{why}），请把居住证明重新拍一张发来（JPG，不超过2MB）"


def fetch(id_: int) -> None:
    """Fetch one photo, unless it is no longer wanted."""
    with door():
        picture = Picture.claim(id_)
        media_id = picture.media_id if picture else None
    if media_id:
        _record(id_, _ask(media_id))


def _ask(media_id: str) -> Photo | Unfit | Trouble:
    """The cleaned photo, or why there is none."""
    try:
        return clean(media.fetch(media_id))
    except (Unfit, Trouble) as error:
        return error


def _record(id_: int, came: Photo | Unfit | Trouble) -> None:
    with door():
        picture = db.session.get_one(Picture, id_, with_for_update=True)
        if not picture.is_open:
            return  # the resident left or deleted everything meanwhile
        if isinstance(came, Photo):
            picture.keep(came)
        elif isinstance(came, Unfit):
            _give_up(picture, str(came))
        else:
            _record_trouble(picture, came)


def _record_trouble(picture: Picture, trouble: Trouble) -> None:
    """Asking again does no harm; only what the platform no longer has is asked of the resident."""
    if trouble.alarming:
        until = clock.now() + timedelta(seconds=PAUSE)
        Incident.note(trouble.endpoint or ENDPOINT, trouble.code, str(trouble), trouble.rid, until)
        return _give_up(picture, WHY[Do.UPLOAD]) if picture.is_lost else picture.put_off(PAUSE)
    if isinstance(trouble, Undeliverable):
        return _give_up(picture, WHY.get(meaning(trouble.code).do, str(trouble)))
    if not picture.try_later(getattr(trouble, "seconds", 0)):
        _give_up(picture, str(trouble))
    return None


def _give_up(picture: Picture, why: str) -> None:
    """The row ends with a reason, and the resident is asked once more for the photo."""
    picture.refuse(why)
    if picture.application is not None:
        missing = [AGAIN.format(why=why)]
        Outbox.write(picture.resident, "card_missing", number=picture.application.number, missing=missing)
