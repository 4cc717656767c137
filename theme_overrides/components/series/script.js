// Opens the folds around a linked claim, and before printing those that belong on the sheet.
// New browsers do both by themselves.

function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let fold;
  let hasOpened = false;
  while (target && (fold = target.closest("details:not([open])"))) {
    hasOpened = fold.open = true;
  }
  if (hasOpened) target.scrollIntoView();
}

addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => {
  document.querySelectorAll(".fold--sheet").forEach((fold) => { fold.open = true; });
});
unfold();
