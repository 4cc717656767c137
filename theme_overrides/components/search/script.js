// The search box of the header, as far as it must be there at once. Texts come from data attributes, so
// both languages share it; `results.js` is loaded when somebody comes to the box.

const search = document.querySelector("[data-search]");
const toggle = search.querySelector(".search__toggle");
const input = search.querySelector(".search__input");

let box;

// Loads what searches once; a failure may pass, so the next word tries again.
function load() {
  if (!box) {
    box = import(new URL("results.js", document.querySelector("script[src]").src).href);
    box.catch(() => { box = undefined; });
  }
  return box;
}

function ask(isWhole) {
  load().then(({ answer }) => answer(isWhole), () => {
    search.querySelector(".search__panel").hidden = false;
    search.querySelector(".search__status").textContent = search.dataset.unavailable;
  });
}

toggle.addEventListener("click", () => {
  const opened = search.classList.toggle("search--open");
  toggle.setAttribute("aria-expanded", String(opened));
  if (opened) input.focus();
});
input.addEventListener("focus", load);
input.addEventListener("input", () => ask(false));
search.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(true);
});

search.classList.add("search--ready");
