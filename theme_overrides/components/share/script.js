// Sends a figure on: by the share sheet of the system, or as a copied text, where they exist.

const share = document.querySelector(".share");

if (share) {
  const { textContent: text } = share.querySelector(".share__text");
  const copy = share.querySelector(".share__copy");
  const system = share.querySelector(".share__system");
  copy.hidden = !navigator.clipboard;
  system.hidden = !navigator.share;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    share.querySelector(".share__status").textContent = share.dataset.copied;
  });
  system.addEventListener("click", () => navigator.share({ title: document.title, text }).catch(() => {}));
}
