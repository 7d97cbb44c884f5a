// What the staff's pages gain with JavaScript; each of them works without.
"use strict";

const PULSE_SECONDS = 10, LINES_SECONDS = 3;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const { pulse } = document.body.dataset;
const plainTitle = document.title;
let gone = false;

// Ask again and again, but only while somebody looks at the page and is still logged in.
function whileSeen(seconds, ask) {
  let busy = false;
  const turn = async () => {
    if (document.hidden || busy || gone) return;
    busy = true;
    try { await ask(); } catch { /* the network is away; the next turn asks again */ }
    busy = false;
  };
  setInterval(turn, seconds * 1000);
  document.addEventListener("visibilitychange", turn);
  turn();
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
  if (answer.status === 401) {
    gone = true;
    one("[data-gone]").hidden = false;
  }
  return answer.ok ? answer : null;
}

// Two short tones; false when the browser stays silent because nobody has clicked on the site yet.
async function beep() {
  const context = new AudioContext();
  await Promise.race([context.resume(), new Promise((stop) => setTimeout(stop, 500))]);
  if (context.state !== "running") return context.close().then(() => false);
  for (const [start, pitch] of [[0, 880], [0.25, 1175]]) {
    const tone = context.createOscillator(), volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(context.destination);
    tone.start(context.currentTime + start);
    tone.stop(context.currentTime + start + 0.18);
  }
  setTimeout(() => context.close(), 1500);
  return true;
}

async function showCounts({ counts, total, urgent }) {
  for (const place of all("[data-count]")) {
    const count = place.dataset.count === "total" ? total : counts[place.dataset.count] ?? 0;
    place.hidden = !count;
    place.querySelector("[data-n]").textContent = count;
  }
  document.title = total ? `(${total}) ${plainTitle}` : plainTitle;
  const note = one("[data-urgent]");
  note.hidden = urgent <= Number(note.dataset.urgent);
  // Kept for all tabs of this browser, so that one alert sounds once.
  const heard = Number(localStorage.getItem("urgent") ?? 0);
  if (urgent > heard && await beep()) localStorage.setItem("urgent", urgent);
}

if (pulse) {
  whileSeen(PULSE_SECONDS, async () => {
    const answer = await fetched(pulse);
    if (answer) await showCounts(await answer.json());
  });
}

// New lines of a conversation; what is being typed stands outside of them and stays.
for (const log of all("[data-lines]")) {
  let before = "";
  whileSeen(LINES_SECONDS, async () => {
    const answer = await fetched(log.dataset.lines);
    const now = answer ? await answer.text() : before;
    if (before && now !== before) log.innerHTML = now;
    before = now;
  });
}

// What was revealed for a minute is masked again on the screen, too.
for (const bare of all("[data-seconds]")) {
  const note = bare.parentElement.querySelector("[data-after]");
  let left = Number(bare.dataset.seconds);
  const turn = setInterval(() => {
    left -= 1;
    if (note) note.textContent = left > 0 ? `${left} 秒后重新隐藏，查看已记录` : note.dataset.after;
    if (left <= 0) {
      bare.textContent = bare.dataset.mask;
      bare.classList.remove("lifted");
      clearInterval(turn);
    }
  }, 1000);
}

// A usual sentence goes in at the cursor instead of loading the page.
for (const link of all("[data-insert]")) {
  link.addEventListener("click", (event) => {
    const box = one("[data-send]");
    event.preventDefault();
    box.setRangeText(link.dataset.insert, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input"));
    box.focus();
  });
}

for (const box of all("textarea[maxlength]")) {
  const left = document.createElement("span");
  left.className = "left";
  left.setAttribute("aria-hidden", "true");
  const count = () => { left.textContent = `${box.value.length} / ${box.maxLength}`; };
  box.after(left);
  box.addEventListener("input", count);
  count();
}

for (const box of all("[data-send]")) {
  one("[data-hint]").hidden = false;
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) box.form.requestSubmit();
  });
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// One click is one act: the buttons rest until the answer comes.
document.addEventListener("submit", (event) => {
  setTimeout(() => all("button", event.target).forEach((button) => { button.disabled = true; }));
});
addEventListener("pageshow", () => all("button[disabled]").forEach((button) => { button.disabled = false; }));

for (const tab of all(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "center" });

// An open menu closes when one clicks elsewhere or presses Escape.
const closeMenus = (except) => all(".drop[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
document.addEventListener("click", (event) => closeMenus(event.target.closest(".drop")));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });
