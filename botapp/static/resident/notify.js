// The question about subscription messages is WeChat's own; this page only shows the button and the answer.
"use strict";
const ask = document.getElementById("ask");
const say = (words) => { document.getElementById("said").textContent = words; };
const THANKS = "好的，已告诉微信。", NO = "好的，没有开启。想开随时再来。";
const TROUBLE = "微信没有打开询问，请稍后再试，或在公众号里再打开这一页。";

const tell = (answers) => {
  const accepted = answers.includes("accept");
  say(accepted ? THANKS : NO);
  if (accepted) setTimeout(() => location.reload(), 1500);
};

// In the simulator the phone around this page asks.
const button = ask && ask.querySelector(".button");
if (button && window.parent !== window) {
  button.hidden = false;
  button.addEventListener("click", () => {
    window.parent.postMessage({ subscribe: ask.dataset.templates.split(",") }, location.origin);
  });
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.data && event.data.subscribed) {
      tell(Object.values(event.data.subscribed));
    }
  });
} else if (button) {
  say("请在手机的公众号里打开这一页。");
}

// On a real phone: developers.weixin.qq.com, doc/service/guide/h5/opentag
const tag = document.getElementById("tag");
if (tag && window.wx) {
  const sign = JSON.parse(ask.dataset.sign);
  window.wx.config({ ...sign, debug: false, jsApiList: ["hideOptionMenu"], openTagList: ["wx-open-subscribe"] });
  window.wx.error(() => say(TROUBLE));
  tag.addEventListener("success", (event) => {
    const details = JSON.parse(event.detail.subscribeDetails || "{}");
    tell(Object.values(details).map((each) => JSON.parse(each).status));
  });
  tag.addEventListener("error", () => say(TROUBLE));
} else if (tag) {
  say("请在微信里打开这一页。");
}
