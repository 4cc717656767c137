// The results of a search, loaded when somebody comes to the box. The short list of pages answers first;
// Pagefind and its index, thirty times as large, only where it knows nothing or the reader asks.

const PAGE = 8;
const PATIENCE = 600;

let engine;

// Loads Pagefind once; a failure (no network, no WebAssembly) may pass, so the next word tries again.
function load(address) {
  if (!engine) {
    engine = import(address.href).then(async (pagefind) => {
      const baseUrl = new URL("../", address).pathname;
      // Its worker would be as much again to load, for an index this small.
      await pagefind.options({ baseUrl, excerptLength: 20, noWorker: true });
      await pagefind.init();
      return pagefind;
    });
    engine.catch(() => { engine = undefined; });
  }
  return engine;
}

// An excerpt is text with entities and <mark>; it is taken apart here, never set as HTML.
function excerpt(html) {
  const fragment = document.createDocumentFragment();
  html.split(/(<mark>.*?<\/mark>)/s).forEach((part) => {
    // Inside an element, so that the parser keeps a space at the beginning.
    const text = new DOMParser().parseFromString(`<p>${part}`, "text/html").body.textContent;
    if (part.startsWith("<mark>")) {
      fragment.appendChild(document.createElement("mark")).textContent = text;
    } else {
      fragment.appendChild(document.createTextNode(text));
    }
  });
  return fragment;
}

function item(result) {
  const element = document.createElement("li");
  const link = element.appendChild(document.createElement("a"));
  link.href = result.url;
  link.textContent = result.meta.title;
  element.appendChild(document.createElement("p")).appendChild(excerpt(result.excerpt));
  return element;
}

// --- the short list of pages ---

const LANGUAGE = document.documentElement.lang;
const WEIGHTS = { title: 4, words: 3, text: 1.5 };
const UNASKED = new Set(("a ada adalah apa apakah atas atau bagaimana bagi cara dalam dan dapat dari di "
  + "dengan harus ini itu jika kah kalau ke kepada mana mengapa oleh pada sampai sebuah siapa tentang "
  + "untuk yang about am an and are at by can do does for from has have how if in is it of on or "
  + "the this to was what when where which who why with you").split(" "));
const PREFIXES = /^(meng|meny|peng|peny|mem|men|pem|pen|per|ber|ter|me|pe|di|ke|se)(?=.{3})/;

let topics;

// Without endings and prefixes, so that "terdaftar" finds "mendaftarkan"; rough, but the same for all.
function stem(word) {
  if (word.length < 4) return word;
  if (LANGUAGE === "en") return word.replace(/(ions?|ing|ed|es|s|e)$/, "");
  const short = word.replace(/(lah|nya|ku|mu)$/, "").replace(/(.{4})(kan|an|i)$/, "$1");
  return short.replace(PREFIXES, "");
}

function stems(text) {
  return (text.toLowerCase().match(/[a-z0-9]+/g) || []).map(stem);
}

function loadTopics(address) {
  if (!topics) {
    topics = fetch(new URL(`../assets/topics-${LANGUAGE}.json`, address).href).then(async (answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.json()).map((topic) => {
        const fields = Object.keys(WEIGHTS).map((name) => [WEIGHTS[name], stems(topic[name])]);
        return { topic, fields };
      });
    });
    topics.catch(() => { topics = undefined; });
  }
  return topics;
}

// A word counts by the best field that has it; half, where it is only the beginning of a longer word.
function weight(fields, word) {
  return fields.reduce((best, [value, words]) => {
    if (words.includes(word)) return Math.max(best, value);
    const begins = word.length > 2 && words.some((other) => other.startsWith(word));
    return begins ? Math.max(best, value / 2) : best;
  }, 0);
}

async function known(address, query) {
  const every = await loadTopics(address);
  const all = query.toLowerCase().match(/[a-z0-9]+/g) || [];
  const asked = all.filter((word) => !UNASKED.has(word));
  const words = (asked.length ? asked : all).map(stem);
  const found = words.map((word) => every.map(({ fields }) => weight(fields, word)));
  const scores = every.map((_, index) => {
    const hits = found.filter((weights) => weights[index]).length;
    const score = found.reduce((sum, weights) => {
      const pages = weights.filter(Boolean).length;
      return sum + (weights[index] ? weights[index] * Math.log(1 + every.length / pages) : 0);
    }, 0);
    const [, title] = every[index].fields[0];
    const share = title.filter((word) => words.includes(word)).length / (title.length || 1);
    return hits * 2 >= words.length && hits ? score * (1 + share) : 0;
  });
  return scores.map((score, index) => [score, every[index].topic])
    .filter(([score]) => score)
    .sort((one, other) => other[0] - one[0])
    .map(([, topic]) => topic);
}

function topicItem(address, topic) {
  const element = document.createElement("li");
  const link = element.appendChild(document.createElement("a"));
  link.href = new URL(`../${topic.url}`, address).href;
  link.textContent = topic.title;
  element.appendChild(document.createElement("p")).textContent = topic.text;
  return element;
}

// Returns how many pages match, and the first of them as items of a list. `isWhole`: search all texts.
// A word half typed is in no list: the index is loaded only if the query stays what it is.
async function results(address, query, isWhole, isLatest) {
  const short = isWhole ? [] : await known(address, query).catch(() => []);
  if (short.length) {
    const items = short.slice(0, PAGE).map((topic) => topicItem(address, topic));
    return { count: short.length, items, isWhole: false };
  }
  if (!isWhole) await new Promise((done) => { setTimeout(done, PATIENCE); });
  if (!isLatest()) return { count: 0, items: [], isWhole: false };
  const found = (await (await load(address)).search(query)).results;
  const shown = await Promise.all(found.slice(0, PAGE).map((result) => result.data()));
  return { count: found.length, items: shown.map(item), isWhole: true };
}

// --- the box ---

const DELAY = 200;

const search = document.querySelector("[data-search]");
const toggle = search.querySelector(".search__toggle");
const input = search.querySelector(".search__input");
const panel = search.querySelector(".search__panel");
const status = search.querySelector(".search__status");
const list = search.querySelector(".search__results");
const more = search.querySelector(".search__more");

const style = document.head.appendChild(document.createElement("link"));
style.rel = "stylesheet";
style.href = new URL("results.css", document.querySelector("script[src]").src).href;

let isAsked = false;
let latest = 0;
let timer;

function say(text, values = {}) {
  status.textContent = text.replace(/\{(\w+)\}/g, (whole, name) => values[name] || whole);
}

async function find(query, isWhole) {
  latest += 1;
  const turn = latest;
  panel.hidden = !query;
  if (!query) {
    list.textContent = "";
    more.hidden = true;
    say("");
    return;
  }
  if (!isAsked) say(search.dataset.loading);
  isAsked = true;
  try {
    const address = new URL(search.dataset.search, document.baseURI);
    const found = await results(address, query, isWhole, () => turn === latest);
    if (turn !== latest) return;
    list.textContent = "";
    found.items.forEach((item) => list.appendChild(item));
    more.hidden = found.isWhole;
    const text = ["none", "one"][found.count] || "many";
    say(search.dataset[text], { query, count: String(found.count) });
  } catch (error) {
    if (turn !== latest) return;
    list.textContent = "";
    say(search.dataset.unavailable);
  }
}

// Answers what stands in the box: all texts at once, the short list when the reader pauses.
export function answer(isWhole) {
  clearTimeout(timer);
  timer = setTimeout(() => find(input.value.trim(), isWhole), isWhole ? 0 : DELAY);
}

// Arrow keys walk from the box through the results and back; Tab does so too, of itself.
function walk(event) {
  const stops = [input].concat(Array.from(list.querySelectorAll("a")));
  const here = stops.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || here < 0 || !stops[here + step]) return;
  event.preventDefault();
  stops[here + step].focus();
}

input.addEventListener("focus", () => { panel.hidden = !input.value.trim(); });
search.addEventListener("keydown", (event) => {
  walk(event);
  if (event.key !== "Escape") return;
  const opened = search.classList.contains("search--open");
  search.classList.remove("search--open");
  toggle.setAttribute("aria-expanded", "false");
  (opened && toggle.offsetParent ? toggle : input).focus();
  panel.hidden = true;
});
document.addEventListener("click", (event) => {
  if (!search.contains(event.target)) panel.hidden = true;
});
search.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !search.contains(event.relatedTarget)) panel.hidden = true;
});
