// Opens the folds around a linked claim, and before printing those that belong on the sheet.
// New browsers do both by themselves.

function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const closed = [];
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    if (!fold.open) closed.push(fold);
    fold.open = true;
  }
  if (closed.length) target.scrollIntoView();
}

addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => {
  document.querySelectorAll(".fold--sheet").forEach((fold) => { fold.open = true; });
});
unfold();
