"""Mutants of genuine pushes: signature, query, envelope, ciphertext and inner XML, drawn with a die."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from urllib.parse import urlencode

from botapp import clock
from botapp.simulator import chance, crypto
from botapp.simulator.account import Account
from botapp.simulator.wire import event, xml
from tests.channel import bytewise, cipherwise, querywise

ECHO = "4375120948345356249"
CONTENT_TYPES = (
    "text/xml",
    "application/xml; charset=gbk",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=xml",
    "application/json",
    "",
)
WORDS = ("谢谢", "需求：想问问老人体检", "1", "预约", "退订", "居住证咋办", "人工", "")


@dataclass(frozen=True)
class Case:
    """One request to the webhook; `story` says what was done to it, `query` is raw."""

    layer: str
    story: str
    query: str
    body: bytes
    content_type: str = "text/xml"
    verb: str = "POST"


@dataclass(frozen=True)
class Draft:
    """A push in the making: its parts, and what has been done to them."""

    account: Account
    inner: bytes
    is_sealed: bool
    filler: Random
    story: str = ""
    cipher: str = ""
    body: bytes = b""
    pairs: tuple[tuple[str, str], ...] = ()

    def told(self, story: str) -> str:
        """The story so far and what comes now."""
        return f"{self.story}, {story}".removeprefix(", ")


def mutant(account: Account, die: Random) -> Case:
    """A genuine push for this account, spoilt once or more in one of LAYERS, sometimes in two."""
    layer = die.choice(WEIGHTED)
    draft = _written(account, die)
    filler = draft.filler
    spoilt = {layer, filler.choice(WEIGHTED)} if filler.random() < 0.2 else {layer}
    for name, finish in STEPS:
        draft = SPOILERS[name](draft, die) if name in spoilt else draft
        draft = finish(draft, die)
    query, story = _raw(draft, die) if "query" in spoilt and filler.random() < 0.2 else (None, draft.story)
    if filler.random() < 0.03:
        query = urlencode([*draft.pairs, ("echostr", ECHO)])
        return Case(layer, f"GET {story}", query, b"", verb="GET")
    kind = filler.choice(CONTENT_TYPES) if filler.random() < 0.1 else "text/xml"
    return Case(layer, story, urlencode(draft.pairs) if query is None else query, draft.body, kind)


def genuine(account: Account, die: Random) -> Case:
    """A push as the platform sends it."""
    draft = _written(account, die)
    for _, finish in STEPS:
        draft = finish(draft, die)
    return Case("none", draft.story, urlencode(draft.pairs), draft.body)


def _written(account: Account, die: Random) -> Draft:
    """Any message or event; sealed as the mode says, in the compatible one now and then not."""
    filler = Random(die.getrandbits(32))  # what nobody would ever want to choose
    openid = "o" + chance.letters(filler, 27)
    kind = die.choice([*event.MESSAGES, *event.EVENTS, "text"])
    if kind in event.EVENTS:
        nodes = event.event(kind, openid, account.app_id)
    else:
        wish: dict[str, xml.Node] = {"Content": die.choice(WORDS)} if kind == "text" else {}
        nodes = event.message(kind, filler.getrandbits(62), wish)
    head: dict[str, xml.Node] = {
        "ToUserName": account.gh_id,
        "FromUserName": openid,
        "CreateTime": int(clock.now().timestamp()) - filler.randrange(9),
    }
    whole = {**head, **(event.noisy(nodes, filler) if filler.random() < 0.1 else nodes)}
    sealed = account.mode == "safe" or (account.mode == "compatible" and filler.random() < 0.8)
    return Draft(account, xml.write(whole).encode(), sealed, filler, kind)


def _seal(draft: Draft, die: Random) -> Draft:
    if not draft.is_sealed or draft.cipher:
        return draft
    account = draft.account
    prefix = draft.filler.randbytes(crypto.RANDOM_BYTES)
    sealed = crypto.seal(draft.inner, account.key, account.app_id, prefix)
    return replace(draft, cipher=sealed)


def _wrap(draft: Draft, die: Random) -> Draft:
    """Sign and put into an envelope."""
    stamp, nonce = str(int(clock.now().timestamp())), str(draft.filler.randrange(1, 2_000_000_000))
    token = draft.account.token
    pairs = [("signature", crypto.signature(token, stamp, nonce)), ("timestamp", stamp), ("nonce", nonce)]
    if not draft.is_sealed:
        return replace(draft, body=draft.inner, pairs=tuple(pairs))
    proof = crypto.signature(token, stamp, nonce, draft.cipher)
    pairs += [("openid", "o_somebody"), ("encrypt_type", "aes"), ("msg_signature", proof)]
    envelope = xml.inside({"Encrypt": draft.cipher}).encode()
    if draft.account.mode == "compatible":
        body = draft.inner.removesuffix(b"</xml>") + envelope + b"</xml>"
    else:
        body = xml.write({"ToUserName": draft.account.gh_id}).encode()
        body = body.removesuffix(b"</xml>") + envelope + b"</xml>"
    return replace(draft, body=body, pairs=tuple(pairs))


def _as_it_is(draft: Draft, die: Random) -> Draft:
    return draft


def _spoil_inner(draft: Draft, die: Random) -> Draft:
    """Change the XML before it is sealed and signed: who sends this knows all secrets."""
    story, spoilt = bytewise.spoil(draft.inner, die)
    return replace(draft, inner=spoilt, story=draft.told(f"inner: {story}"))


def _spoil_cipher(draft: Draft, die: Random) -> Draft:
    """Seal wrongly, then sign: who sends this knows the token."""
    story, cipher = cipherwise.spoil(draft.account, draft.inner, die)
    return replace(draft, cipher=cipher or " ", is_sealed=True, story=draft.told(f"cipher: {story}"))


def _spoil_envelope(draft: Draft, die: Random) -> Draft:
    """Change what was signed already."""
    story, spoilt = bytewise.spoil(draft.body, die)
    return replace(draft, body=spoilt, story=draft.told(f"envelope: {story}"))


def _spoil_query(draft: Draft, die: Random) -> Draft:
    story, pairs = querywise.spoil(list(draft.pairs), draft.account, die)
    return replace(draft, pairs=tuple(pairs), story=draft.told(f"query: {story}"))


def _spoil_signature(draft: Draft, die: Random) -> Draft:
    story, pairs = querywise.spoil_signatures(list(draft.pairs), die)
    return replace(draft, pairs=tuple(pairs), story=draft.told(f"signature: {story}"))


def _raw(draft: Draft, die: Random) -> tuple[str, str]:
    story, raw = querywise.spoil_text(urlencode(draft.pairs), die)
    return raw, draft.told(f"raw query: {story}")


Spoiler = Callable[[Draft, Random], Draft]
SPOILERS: dict[str, Spoiler] = {
    "xml": _spoil_inner,
    "ciphertext": _spoil_cipher,
    "envelope": _spoil_envelope,
    "query": _spoil_query,
    "signature": _spoil_signature,
}
LAYERS = tuple(SPOILERS)
# What is believed costs ten times what is refused.
WEIGHTED = ("xml", *("ciphertext", "envelope") * 2, *("query",) * 4, *("signature",) * 5)
# In this order a push comes into being; what is spoilt before a step is sealed or signed by it.
STEPS: tuple[tuple[str, Spoiler], ...] = (
    ("xml", _as_it_is),
    ("ciphertext", _seal),
    ("", _wrap),
    ("envelope", _as_it_is),
    ("query", _as_it_is),
    ("signature", _as_it_is),
)
