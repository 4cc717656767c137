// The search box of the header, as far as it must be there at once. Texts come from data attributes, so
// both languages share it; `results.js` is loaded when somebody comes to the box. A failure may pass, so
// the next word tries again.

const search = document.querySelector(".search");
const toggle = search.querySelector("button");
const input = search.querySelector("input");
const load = () => import(new URL("results.js", document.querySelector("script[src]").src).href);

function ask(isWhole) {
  load().then((box) => box.answer(isWhole), () => {
    search.querySelector(".search__panel").hidden = false;
    search.querySelector(".search__status").textContent = search.dataset.unavailable;
  });
}

toggle.addEventListener("click", () => {
  const opened = search.classList.toggle("search--open");
  toggle.setAttribute("aria-expanded", opened);
  if (opened) input.focus();
});
input.addEventListener("focus", () => load().catch(() => {}));
input.addEventListener("input", () => ask(false));
search.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(true);
});

search.classList.add("search--ready");
