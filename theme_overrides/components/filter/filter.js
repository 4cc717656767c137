// The choice of a page in its address, and the order of a list's rows.
const choices = [...document.querySelectorAll(".filter__choice")];
const choose = () => {
  const named = choices.find((choice) => `#${choice.id}` === location.hash);
  if (named) named.checked = true;
};
choose();
addEventListener("hashchange", choose);
choices.forEach((choice) => choice.addEventListener("change", () => {
  history.replaceState(null, "", `#${choice.id}`);
}));

const order = document.querySelector(".filter__sort");
if (order) {
  const list = document.querySelector(".filter");
  const bodies = [...list.querySelectorAll("tbody")].map((body) => [body, [...body.rows]]);
  const key = (row, selector) => {
    const found = row.querySelector(selector);
    return found ? found.getAttribute("datetime") || found.textContent : "";
  };
  const sort = (selector) => bodies.forEach(([body, rows]) => {
    const sorted = [...rows];
    if (selector) {
      const from = selector === "time" ? -1 : 1;
      sorted.sort((one, other) => from * key(one, selector).localeCompare(key(other, selector)));
    }
    sorted.forEach((row) => body.appendChild(row));
  });
  order.hidden = false;
  list.querySelector(".filter__order").hidden = true;
  order.querySelector("select").addEventListener("change", (event) => sort(event.target.value));
}
