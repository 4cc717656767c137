// The results of a search, loaded when somebody first types: Pagefind, its index, and their list.

const PAGE = 8;

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

// Returns how many pages match, and the first of them as items of a list.
export async function results(address, query) {
  const found = (await (await load(address)).search(query)).results;
  const shown = await Promise.all(found.slice(0, PAGE).map((result) => result.data()));
  return { count: found.length, items: shown.map(item) };
}
