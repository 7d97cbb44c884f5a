// The phone in the browser: sends what the resident does, polls what the phone shows.
"use strict";

const $ = (id) => document.getElementById(id);
const { base, public: publicUrl } = document.body.dataset;
const token = document.querySelector("meta[name=csrf-token]").content;
const ZONE = { timeZone: "Asia/Shanghai" };
const ANSWERS = {
  waiting: ["等回复…", "wait"], reply: ["已回复", "ok"], success: ["已收下", "ok"],
  empty: ["已收下（空）", "ok"], invalid: ["回复无效", "bad"],
};
const WINDOWS = { message: "发过消息", click: "点过菜单", follow: "刚关注", scan: "扫过码", payment: "付过款" };
const alone = document.body.classList.contains("only");
const phone = { openid: location.hash.slice(1), last: 0, version: -1, lastAt: 0, ahead: 0, acts: 0, opened: {} };

const make = (tag, props = {}, ...inside) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...inside);
  return node;
};

// ---- time, as the township writes it: 11月25日 周三 9:00
const parts = (seconds) => Object.fromEntries(new Intl.DateTimeFormat("zh-CN", {
  ...ZONE, month: "numeric", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit", hourCycle: "h23",
}).formatToParts(seconds * 1000).map((part) => [part.type, part.value]));
const hour = (p) => `${Number(p.hour)}:${p.minute}`;
const moment = (seconds) => {
  const p = parts(seconds);
  return `${p.month}月${p.day}日 ${p.weekday} ${hour(p)}`;
};
const span = (seconds) => {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const sizes = [[Math.floor(minutes / 1440), "天"], [Math.floor(minutes / 60) % 24, "小时"], [minutes % 60, "分"]];
  return sizes.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`).join(" ");
};
const showTime = () => {
  const present = Date.now() / 1000 + phone.ahead;
  $("hour").textContent = hour(parts(present));
  if (alone) return;
  $("now").textContent = moment(present);
  const far = Math.abs(phone.ahead) > 60;
  $("ahead").textContent = far ? `${phone.ahead > 0 ? "已快进" : "倒退了"} ${span(phone.ahead)}` : "就是现在";
  $("ahead").className = far ? "tag wait" : "tag";
};

// ---- words with links: <a href> and bare addresses; own pages open inside the phone
const LINK = /<a\s[^>]*?href=["']([^"']+)["'][^>]*>([\s\S]*?)<\/a>|(https?:\/\/[\w\-./?%&=#:~+@!$*]+)/g;
const openWeb = (path) => {
  const inside = `${base}open?${new URLSearchParams({ openid: phone.openid, url: path })}`;
  $("frame").src = inside;
  $("outside").href = inside;
  $("web").hidden = false;
  $("close").focus();
};
const link = (url, words) => {
  if (url.startsWith("weixin://bizmsgmenu")) {
    const said = new URLSearchParams(url.split("?")[1]).get("msgmenucontent") || words;
    return make("button", { type: "button", className: "aslink", onclick: () => act("say", { text: said }) }, words);
  }
  const own = [publicUrl, location.origin].find((host) => url === host || url.startsWith(`${host}/`));
  const path = own ? url.slice(own.length) || "/" : url;
  const anchor = make("a", { href: path, textContent: words });
  if (path.startsWith("/")) anchor.onclick = (event) => { event.preventDefault(); openWeb(path); };
  else Object.assign(anchor, { target: "_blank", rel: "noopener noreferrer" });
  return anchor;
};
const rich = (text) => {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    nodes.push(text.slice(end, found.index), link(found[1] || found[3], found[2] || found[3]));
    end = found.index + found[0].length;
  }
  return [...nodes, text.slice(end)];
};

// ---- bubbles
const notice = (told) => make("div", { className: "notice" },
  make("h3", { textContent: told.title }),
  make("dl", {}, ...told.rows.flatMap(([label, value]) => [make("dt", { textContent: label }), make("dd", { textContent: value })])),
  ...(told.url ? [make("p", { className: "go" }, link(told.url, "查看详情"))] : []));
const card = (...inside) => make("div", { className: "notice" }, ...inside);
const article = (each) => card(...(each.picurl ? [make("img", { src: each.picurl, alt: "" })] : []),
  make("h3", {}, each.url ? link(each.url, each.title) : each.title), make("p", { className: "hint", textContent: each.description }));
const choices = (list) => card(make("p", { textContent: list.head }), ...list.rows.map((row) => make("button", {
  type: "button", className: "aslink option", textContent: row.content, onclick: () => act("choose", { id: row.id, text: row.content }),
})), make("p", { textContent: list.tail }));
const clip = (words) => () => make("div", { className: "words" }, words);
const INSIDE = {
  text: (text) => make("div", { className: "words" }, ...rich(text)),
  image: (id) => make("img", { className: "words", src: `${base}media/${id}`, alt: "一张照片", width: 160, height: 120 }),
  voice: clip("语音 1″"),
  video: clip("一段视频"),
  place: (label) => make("div", { className: "words" }, make("b", { textContent: "位置 " }), label),
  news: (text) => make("div", { className: "stack" }, ...JSON.parse(text).map(article)),
  menu: (text) => choices(JSON.parse(text)),
  line: (text) => make("span", { textContent: text }),
  notice: (text) => notice(JSON.parse(text)),
};
const showBubble = (bubble) => {
  if (Math.abs(bubble.at - phone.lastAt) > 300) $("log").append(make("p", { className: "when", textContent: moment(bubble.at) }));
  phone.lastAt = bubble.at;
  phone.last = bubble.id;
  const who = { mine: "我：", theirs: "公众号：", middle: "" }[bubble.side];
  $("log").append(make("div", { className: `bubble ${bubble.side}` },
    make("span", { className: "out", textContent: who }), INSIDE[bubble.kind](bubble.text)));
};

// ---- beside the phone: pushes and sends
const pretty = (xml) => xml.replace(/(^<xml>|<\/\w+>)(?=<)/g, "$1\n");
const row = (label, ...value) => [make("dt", { textContent: label }), make("dd", {}, ...value)];
const raw = (label, text) => (text ? [make("h3", { textContent: label }), make("pre", { textContent: text, tabIndex: 0 })] : []);
const fold = (key, open, summary, ...inside) => {
  const box = make("details", { open: phone.opened[key] ?? open }, make("summary", {}, ...summary), ...inside);
  box.querySelector("summary").onclick = () => { phone.opened[key] = !box.open; };
  return box;
};
const tag = (words, kind) => make("span", { className: `tag ${kind}`, textContent: words });
const showPush = (push, place) => {
  const trace = push.trace || {};
  const [words, kind] = ANSWERS[push.answer];
  const facts = make("dl", {},
    ...row("处理", make("code", { textContent: trace.handler || "（没有记录）" })),
    ...(trace.handler ? row("状态", `${trace.state_before || "空闲"} → ${trace.state_after || "空闲"}`) : []),
    ...row("用时", `${trace.handler ? `处理 ${trace.milliseconds} 毫秒，` : ""}来回 ${push.ms} 毫秒`),
    ...(trace.handler ? row("排队", `${trace.queued ?? 0} 条待发`) : []),
    ...row("平台看到", `HTTP ${push.status ?? "无"}，${words}${push.reason ? `：${push.reason}` : ""}，共推送 ${push.attempts} 次`));
  return fold(`p${push.id}`, place === 0, [make("b", { textContent: push.label }), tag(words, kind), make("small", { textContent: `${push.ms} ms` })],
    facts, fold(`x${push.id}`, false, ["原始报文"], ...raw("送去的 XML（解密后）", pretty(push.xml_in)),
      ...raw("送去的信封", pretty(push.envelope)), ...raw("回来的 XML（解密后）", pretty(push.xml_out))));
};
const outcome = (call) => {
  if (call.errcode) return [`被拒 ${call.errcode}`, "bad"];
  return call.trouble ? [`故障 ${call.trouble}`, "wait"] : ["已送达", "ok"];
};
const showCall = (call) => fold(`c${call.id}`, false,
  [make("b", { textContent: call.path }), tag(...outcome(call)), make("small", { textContent: moment(call.at) })],
  ...raw("请求", call.body), ...raw("回答", call.answer));

// ---- state
const showPeople = (residents) => {
  const mine = residents.find((each) => each.openid === phone.openid) || residents[0];
  if (mine.openid !== phone.openid) { pick(mine.openid); return false; }
  $("people").replaceChildren(...residents.map((each) => {
    const tab = make("button", { type: "button", className: "tab", textContent: each.name, onclick: () => pick(each.openid) });
    tab.setAttribute("aria-pressed", each.openid === phone.openid);
    return tab;
  }));
  const current = $("people").querySelector("[aria-pressed=true]");
  $("people").scrollLeft = current.offsetLeft - $("people").offsetLeft - 8;
  $("owner").textContent = `${mine.name}的手机`;
  $("save").href = `${base}transcript?openid=${mine.openid}`;
  phone.typing = mine.typing;
  $("stance").value = mine.stance;
  busy(0);
  $("profile").hidden = mine.follows;
  $("bar").hidden = !mine.follows;
  return true;
};
const show = (state) => {
  if (!showPeople(state.residents)) return;
  Object.assign(phone, { version: state.version, ahead: state.now - Date.now() / 1000 });
  state.bubbles.filter((bubble) => bubble.id > phone.last).forEach(showBubble);
  if (state.bubbles.length) $("log").scrollTop = $("log").scrollHeight;
  if (!alone) {
    $("trace").replaceChildren(...state.pushes.map(showPush));
    $("calls").replaceChildren(...state.calls.map(showCall));
    showPanel();
  }
  showTime();
};

// ---- the platform's own view
const left = (window) => `${WINDOWS[window.kind]}：${window.left === null ? "不限" : `还可发 ${window.left} 条`}，到 ${moment(window.closes_at)}`;
const table = (label, rows, empty) => [make("h3", { textContent: label }), rows.length ? make("ul", {}, ...rows.map((words) => make("li", {}, words))) : make("p", { className: "hint", textContent: empty })];
const drawPanel = (panel) => {
  const count = panel.counters;
  const held = panel.people.flatMap((each) => Object.entries(each.consents).map(([title, number]) => `${each.name}：「${title}」还可发 ${number} 次`));
  const open = panel.people.flatMap((each) => each.windows.map((window) => `${each.name} ${left(window)}`));
  $("panel").replaceChildren(
    ...table("约定", panel.breaches.map((each) => `${each.rule}（${each.detail}）`), "目前没有违反任何约定。"),
    make("p", { className: "hint", textContent: `推送 ${count.pushes} 次，共尝试 ${count.attempts} 次，超时 ${count.deadline_misses} 次；主动发送被拒 ${count.refused_sends} 次。` }),
    ...table("访问令牌", panel.tokens.map((each) => `${each.family}：${each.revoked ? "已作废" : `还剩 ${Math.round(each.seconds / 60)} 分钟`}`), "还没有取过。"),
    ...table("可以主动回复的时间窗", open, "没有开着的窗口。"),
    ...table("订阅同意", held, "没有人订阅。"),
    ...table("今日额度", panel.allowances.map((each) => `${each.name}：${each.used} / ${each.daily_limit}`), "还没有用过。"));
  $("faults").replaceChildren(...panel.faults.map((fault) => make("p", { className: "row" },
    tag(`${fault.words}${fault.code ? ` ${fault.code}` : ""}，${fault.path}，发生 ${fault.hits} 次`, "bad"),
    make("button", { type: "button", className: "button", textContent: "停止", onclick: () => control("lift", { id: fault.id }) }))));
};
const showPanel = async () => {
  if (!$("platform").open) return;
  const answer = await fetch(`${base}panel`);
  if (answer.ok) drawPanel(await answer.json());
};
const control = async (name, wish) => {
  await post(`control/${name}`, wish);
  await showPanel();
};
const clear = () => {
  Object.assign(phone, { last: 0, lastAt: 0, version: -1 });
  ["log", "trace", "calls"].forEach((id) => $(id)?.replaceChildren());
  $("web").hidden = true;
  document.querySelectorAll(".chip.done").forEach((chip) => chip.classList.remove("done"));
};
const pick = (openid) => {
  clear();
  phone.openid = openid;
  history.replaceState(null, "", `#${openid}`);
  poll();
};
const poll = async () => {
  const asked = phone.openid;
  const query = new URLSearchParams({ openid: asked, after: phone.last, version: phone.version });
  try {
    const answer = await fetch(`${base}state?${query}`);
    if (answer.status === 200 && asked === phone.openid) show(await answer.json());
    if ($("toast").dataset.offline) toast("");
  } catch {
    toast("连不上本机服务，正在重试…", true);
  }
};

// ---- acts
const toast = (words, offline = false) => {
  $("toast").textContent = words;
  $("toast").dataset.offline = offline ? "1" : "";
  clearTimeout(phone.timer);
  if (words && !offline) phone.timer = setTimeout(() => toast(""), 4000);
};
const post = (path, body) => fetch(base + path, {
  method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-CSRFToken": token },
});
const busy = (change) => {
  phone.acts += change;
  $("name").textContent = phone.acts || phone.typing ? "对方正在输入…" : $("name").dataset.name;
};
const act = async (name, wish) => {
  busy(1);
  setTimeout(poll, 150);
  try {
    const answer = await post(name, { ...wish, openid: phone.openid });
    if (answer.status === 409) toast((await answer.json()).error);
    else if (!answer.ok) toast("页面已过期，请刷新后再试。");
    else if (name === "reset") clear();
  } catch {
    toast("连不上本机服务，正在重试…", true);
  }
  busy(-1);
  await poll();
};
const closeMenus = (except) => document.querySelectorAll("[data-opens]").forEach((button) => {
  if (button === except) return;
  button.setAttribute("aria-expanded", "false");
  $(button.dataset.opens).hidden = true;
});
const toggleMenu = (button) => {
  const list = $(button.dataset.opens);
  list.hidden = !list.hidden;
  button.setAttribute("aria-expanded", !list.hidden);
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  closeMenus(opener);
  if (opener) toggleMenu(opener);
  const chip = event.target.closest(".chip");
  if (chip) chip.classList.add("done");
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const { act: name, ...wish } = button.dataset;
  $("extras").hidden = true;
  document.querySelector(".more").open = false;
  if (name === "view") openWeb(wish.url.startsWith(publicUrl) ? wish.url.slice(publicUrl.length) : wish.url);
  act(name, wish);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  closeMenus();
  $("web").hidden = true;
  document.querySelector(".more").open = false;
});
$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("words").value.trim();
  $("words").value = "";
  $("words").focus();
  if (text) act("say", { text });
});
$("join").addEventListener("click", async () => {
  const answer = await post("residents", {});
  if (answer.ok) pick((await answer.json()).openid);
});

// ---- subscription messages: the pop-up, and pages inside the phone that ask for it
const askConsent = (ids) => {
  document.querySelectorAll("[data-offer]").forEach((row) => { row.hidden = ids && !ids.includes(row.dataset.offer); });
  $("consent").returnValue = "";
  $("consent").showModal();
};
$("consent").addEventListener("close", async () => {
  const said = $("consent").returnValue === "yes";
  const rows = [...document.querySelectorAll("[data-offer]:not([hidden])")];
  const given = Object.fromEntries(rows.map((row) => [row.dataset.offer, said && row.firstElementChild.checked ? "accept" : "reject"]));
  await act("subscribe", { choices: given });
  $("frame").contentWindow?.postMessage({ subscribed: given }, location.origin);
});
window.addEventListener("message", (event) => {
  if (event.origin === location.origin && Array.isArray(event.data?.subscribe)) askConsent(event.data.subscribe);
});
$("offer")?.addEventListener("click", () => { document.querySelector(".more").open = false; askConsent(null); });
$("stance").addEventListener("change", () => act("stance", { stance: $("stance").value }));
$("platform")?.addEventListener("toggle", showPanel);
document.addEventListener("click", (event) => {
  const fault = event.target.closest("[data-fault]");
  if (fault) control("faults", JSON.parse(fault.dataset.fault));
});
$("another")?.addEventListener("click", async () => {
  const answer = await post("residents", {});
  if (!answer.ok) return;
  const { openid } = await answer.json();
  $("beside").append(make("iframe", { src: `${base}?only=1#${openid}`, title: "并排的手机" }));
  $("another").hidden = $("beside").childElementCount > 1;
});
$("close").addEventListener("click", () => { $("web").hidden = true; $("frame").removeAttribute("src"); $("words").focus(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
setInterval(() => { if (!document.hidden) poll(); }, 1500);
setInterval(showTime, 1000);
poll();
