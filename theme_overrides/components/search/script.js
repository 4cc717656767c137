// The search box of the header. Texts come from data attributes, so both languages share it;
// `results.js` and what it searches are loaded when somebody first types.

const DELAY = 200;

const search = document.querySelector("[data-search]");
const toggle = search.querySelector(".search__toggle");
const form = search.querySelector(".search__form");
const input = search.querySelector(".search__input");
const panel = search.querySelector(".search__panel");
const status = search.querySelector(".search__status");
const list = search.querySelector(".search__results");
const more = search.querySelector(".search__more");

let finder;
let latest = 0;
let timer;

function say(text, values = {}) {
  status.textContent = text.replace(/\{(\w+)\}/g, (whole, name) => values[name] || whole);
}

// Loads what finds results once; a failure may pass, so the next word tries again.
function load() {
  if (!finder) {
    finder = import(new URL("results.js", document.querySelector("script[src]").src).href);
    finder.catch(() => { finder = undefined; });
  }
  return finder;
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
  if (!finder) say(search.dataset.loading);
  try {
    const { results } = await load();
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
  find(input.value.trim(), true);
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
