// The search box of the header. Texts come from data attributes, so both languages share it;
// Pagefind and its index are loaded when somebody first types.

const PAGE = 8;
const DELAY = 200;

const search = document.querySelector("[data-search]");
const toggle = search.querySelector(".search__toggle");
const form = search.querySelector(".search__form");
const input = search.querySelector(".search__input");
const panel = search.querySelector(".search__panel");
const status = search.querySelector(".search__status");
const list = search.querySelector(".search__results");

let engine;
let latest = 0;
let timer;

function say(text, values = {}) {
  status.textContent = text.replace(/\{(\w+)\}/g, (whole, name) => values[name] || whole);
}

// Loads Pagefind once; a failure (no network, no WebAssembly) may pass, so the next word tries again.
function load() {
  if (!engine) {
    const address = new URL(search.dataset.search, document.baseURI);
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

async function find(query) {
  latest += 1;
  const turn = latest;
  panel.hidden = !query;
  if (!query) {
    list.textContent = "";
    say("");
    return;
  }
  if (!engine) say(search.dataset.loading);
  try {
    const found = (await (await load()).search(query)).results;
    const shown = await Promise.all(found.slice(0, PAGE).map((result) => result.data()));
    if (turn !== latest) return;
    list.textContent = "";
    shown.forEach((result) => list.appendChild(item(result)));
    const text = ["none", "one"][found.length] || "many";
    say(search.dataset[text], { query, count: String(found.length) });
  } catch (error) {
    if (turn !== latest) return;
    list.textContent = "";
    say(search.dataset.unavailable);
  }
}

function open(opened) {
  toggle.setAttribute("aria-expanded", String(opened));
  search.classList.toggle("search--open", opened);
  if (opened) input.focus();
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

toggle.addEventListener("click", () => open(!search.classList.contains("search--open")));
input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => find(input.value.trim()), DELAY);
});
input.addEventListener("focus", () => { panel.hidden = !input.value.trim(); });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  find(input.value.trim());
});
search.addEventListener("keydown", (event) => {
  walk(event);
  if (event.key !== "Escape") return;
  const opened = search.classList.contains("search--open");
  panel.hidden = true;
  open(false);
  (opened && toggle.offsetParent ? toggle : input).focus();
  if (!opened) panel.hidden = true;
});
document.addEventListener("click", (event) => {
  if (!search.contains(event.target)) panel.hidden = true;
});
search.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !search.contains(event.relatedTarget)) panel.hidden = true;
});

search.classList.add("search--ready");
