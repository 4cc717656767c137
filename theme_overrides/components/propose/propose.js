// The form for proposals: it says what it understands of each text, and makes an entry file, which
// the reader hands to the forge. Nothing is sent from here; texts are set as text, never as HTML.

const page = document.querySelector("[data-propose]");
const result = document.getElementById("_result");
const form = page.elements;
const spoken = document.documentElement.lang;
const read = {}; // Name of a field → its readings, for fields that are read.
const asked = new URLSearchParams(window.location.search);
const records = {}; // Series → its entries, once they have been asked for.
let tables; // What the form knows of the record and of the rules of the check.
let cells; // The readers of figures, dates and addresses.
let loading;

function element(id) {
  return document.getElementById(`_${id}`);
}

function created(name, text, attributes) {
  const one = document.createElement(name);
  Object.keys(attributes || {}).forEach((key) => one.setAttribute(key, attributes[key]));
  one.textContent = text || "";
  return one;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

function say(name, text, isWrong) {
  const said = element(`${name}-said`);
  said.textContent = text;
  said.classList.toggle("propose__said--wrong", Boolean(isWrong));
  if (isWrong) form[name].setAttribute("aria-invalid", "true");
  else form[name].removeAttribute("aria-invalid");
}

function problem(code, values, variant) {
  const texts = tables.problems[code];
  return filled(texts[`message_${variant}`] || texts.message, values);
}

function typed(name) {
  return form[name].value.trim();
}

function chosen(name) {
  const radios = Array.from(page.querySelectorAll(`input[name="${name}"]`));
  return (radios.find((radio) => radio.checked) || { value: "" }).value;
}

function kind() {
  return chosen("kind");
}

function series() {
  return tables.series.find((one) => one.id === form.series.value);
}

function today() {
  const inZone = { timeZone: tables.timeZone, year: "numeric", month: "2-digit", day: "2-digit" };
  const parted = {};
  new Intl.DateTimeFormat("en-US", inZone).formatToParts(new Date()).forEach((part) => {
    parted[part.type] = part.value;
  });
  return `${parted.year}-${parted.month}-${parted.day}`;
}

// --- figures and dates as the site shows them ---

function shownNumber(text) {
  const { sign, whole, fraction } = cells.parts(text);
  const [thousands, point] = spoken === "id" ? [".", ","] : [",", "."];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return (sign && "\u2212") + grouped + (fraction && point + fraction);
}

function shownFigure(reading, of) {
  const ends = reading.low === reading.high ? [reading.low] : [reading.low, reading.high];
  const shown = ends.map((end) => {
    const figure = shownNumber(end);
    if (of.percent) return `${figure}%`;
    if (of.currency) return (of.currency === "IDR" ? "Rp" : `${of.currency} `) + figure;
    return figure;
  }).join("–");
  const hedge = reading.qualifier ? `${tables.qualifiers[reading.qualifier]} ` : "";
  return hedge + shown + (of.unit && ` ${of.unit}`);
}

function shownDay(day, fields) {
  const options = Object.assign({ timeZone: "UTC", year: "numeric" }, fields);
  const locale = spoken === "id" ? "id" : "en-GB";
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${day}T00:00:00Z`));
}

function shownDate(text) {
  const period = cells.parsePeriod(text, tables.rules.dates);
  if (!period) return text;
  const year = period.first.slice(0, 4);
  const wholeDay = (day) => shownDay(day, { month: "long", day: "numeric" });
  switch (period.length) {
    case "year": return year;
    case "half": return filled(tables.dates[`half_${text.slice(-1)}`], { year });
    case "quarter": return filled(tables.dates[`quarter_${text.slice(-1)}`], { year });
    case "month": return shownDay(period.first, { month: "long" });
    case "day": return wholeDay(period.first);
    default: return `${wholeDay(period.first)} – ${wholeDay(period.last)}`;
  }
}

// --- fields that are read ---

// Shows the ways to read a field; the reader chooses where there are several.
function showReadings(name, found, shown, key) {
  const before = read[name] && read[name].chosen;
  const kept = found.find((one) => before && key(one) === key(before));
  read[name] = { found, chosen: found.length === 1 ? found[0] : kept };
  const ways = element(`${name}-ways`);
  Array.from(ways.querySelectorAll("p")).forEach((line) => ways.removeChild(line));
  ways.hidden = found.length < 2;
  if (found.length > 1) {
    say(name, "");
    found.forEach((one, at) => {
      const id = `_${name}-way-${at}`;
      const line = ways.appendChild(created("p"));
      const radio = created("input", "", { type: "radio", name: `${name}-way`, id, value: String(at) });
      radio.checked = one === kept;
      radio.addEventListener("change", () => { read[name].chosen = one; });
      line.appendChild(radio);
      line.appendChild(document.createTextNode(" "));
      line.appendChild(created("label", shown(one), { for: id }));
    });
  } else if (found.length) {
    say(name, filled(tables.words.understood, { text: shown(found[0]) }));
  } else {
    say(name, "");
  }
}

function readDate(name) {
  const text = typed(name);
  const rules = tables.rules;
  const found = text ? cells.dateReadings(text, rules.dates, rules.numbers) : [];
  showReadings(name, found, (one) => `${shownDate(one)} (${one})`, String);
  if (text && !found.length) say(name, problem("not-a-date", { text }), true);
}

// Reads a field as a figure of the series; a part of a breakdown is a plain figure.
function readFigure(name) {
  const of = series();
  const text = typed(name);
  let found = [];
  let fault = "";
  try {
    found = text ? cells.numberReadings(text, of, tables.rules.numbers) : [];
    if (text && !found.length) fault = problem("cell-not-a-number", { text });
  } catch (error) {
    if (!error.code) throw error;
    fault = problem(error.code, error.values);
  }
  const shown = (one) => {
    const place = one.precision && shownNumber(one.precision);
    const rounded = place ? ` (${filled(tables.words.rounded, { place })})` : "";
    return shownFigure(one, of) + rounded;
  };
  const isPart = name !== "value";
  if (isPart) found = found.filter((reading) => reading.low === reading.high && !reading.qualifier);
  if (isPart && text && !found.length && !fault) fault = problem("cell-not-a-number", { text });
  showReadings(name, found, shown, cells.shownReading);
  const one = found[0];
  if (!fault && one && one.decimals > of.decimals) {
    fault = problem("too-many-decimals", { text, decimals: String(of.decimals) });
  } else if (!fault && one && !of.signed && cells.compare(one.low, "0") < 0) {
    fault = problem("negative", { text });
  }
  if (fault) {
    read[name] = { found: [] };
    say(name, fault, true);
  }
}

function readText(name) {
  const text = typed(name);
  const variant = text ? cells.personalData(text, tables.rules.texts) : null;
  say(name, variant === null ? "" : problem("personal-data", {}, variant), variant !== null);
}

function readAddress() {
  const text = typed("url");
  const isWrong = text && !cells.isWebAddress(text);
  say("url", isWrong ? problem("not-a-web-address", { text }) : "", isWrong);
}

const TEXTS = ["title_id", "title_en", "reason", "reply", "other", "other_en", "quote", "title",
  "publisher"];
const READERS = { date: () => readDate("date"), published: () => readDate("published"),
  announced: () => readDate("announced"),
  value: () => readFigure("value"), url: readAddress, find: listSources };
TEXTS.forEach((name) => { READERS[name] = () => readText(name); });

// --- breakdowns ---

function partField(dimension, category) {
  return `part-${dimension}-${category}`;
}

function isWithheld(text) {
  return ["null", tables.words.withheld].indexOf(text.toLowerCase()) >= 0;
}

function readPart(name) {
  if (isWithheld(typed(name))) {
    showReadings(name, [], String, String);
    say(name, filled(tables.words.understood, { text: tables.words.withheld }));
  } else {
    readFigure(name);
  }
}

// Makes the fields of all dimensions, once; those that the series has used stand open.
function listDimensions() {
  const place = element("parts");
  Object.keys(tables.dimensions).forEach((id) => {
    const { title, overlapping, categories } = tables.dimensions[id];
    const box = place.appendChild(created("details", "", { "data-dimension": id }));
    box.appendChild(created("summary", title));
    Object.keys(categories).forEach((category) => {
      const name = partField(id, category);
      const field = box.appendChild(created("div", "", { class: "propose__field" }));
      field.appendChild(created("label", categories[category], { for: `_${name}` }));
      field.appendChild(created("input", "", { id: `_${name}`, name, autocomplete: "off",
        "aria-describedby": `_parts-help _${name}-said` }));
      field.appendChild(created("p", "", { id: `_${name}-said`, class: "propose__said",
        "aria-live": "polite" }));
      const ways = created("fieldset", "", { id: `_${name}-ways`, class: "propose__ways" });
      ways.hidden = true;
      ways.appendChild(created("legend", tables.words.choose_way));
      field.appendChild(ways);
      READERS[name] = () => readPart(name);
    });
    if (overlapping) return;
    const line = box.appendChild(created("p"));
    line.appendChild(created("input", "", { type: "checkbox", id: `_partial-${id}`,
      name: `partial-${id}` }));
    line.appendChild(document.createTextNode(" "));
    line.appendChild(created("label", tables.words.partial, { for: `_partial-${id}` }));
  });
  showDimensions();
  show();
}

function showDimensions() {
  Array.from(element("parts").querySelectorAll("details")).forEach((box) => {
    if (series().dimensions.indexOf(box.dataset.dimension) >= 0) box.open = true;
  });
}

function isPartial(id) {
  return Boolean(form[`partial-${id}`] && form[`partial-${id}`].checked);
}

// Returns the parts of a dimension that are filled in: category → figure, or null if withheld.
function partsOf(id) {
  const found = {};
  Object.keys(tables.dimensions[id].categories).forEach((category) => {
    const name = partField(id, category);
    const reading = picked(name);
    if (isWithheld(typed(name))) found[category] = null;
    else if (typed(name) && reading) found[category] = reading.low;
  });
  return found;
}

function breakdown() {
  const found = {};
  Object.keys(tables.dimensions).forEach((id) => {
    const given = partsOf(id);
    if (!Object.keys(given).length) return;
    found[id] = isPartial(id) ? Object.assign(given, { partial: "true" }) : given;
  });
  return Object.keys(found).length ? found : undefined;
}

// Returns the faults of the breakdowns whose parts could be read: field → text.
function partFaults(unread) {
  const found = {};
  const value = picked("value");
  Object.keys(value && series().adds ? tables.dimensions : {}).forEach((id) => {
    const given = partsOf(id);
    const categories = Object.keys(given);
    const { title, overlapping } = tables.dimensions[id];
    const isRead = Object.keys(tables.dimensions[id].categories)
      .every((category) => !unread[partField(id, category)]);
    if (!categories.length || !isRead || overlapping || isPartial(id)) return;
    const fault = cells.partsFault(value.low, value.high, value.precision,
      categories.map((category) => given[category]));
    if (!fault) return;
    const texts = { dimension: title, sum: shownNumber(fault.sum), value: shownNumber(value.high) };
    found[partField(id, categories[0])] = problem(fault.code, texts, fault.variant);
  });
  return found;
}

// --- lists ---

function listSources() {
  const words = typed("find").toLowerCase().split(/\s+/).filter(Boolean);
  const found = tables.sources.filter(
    ([id, text]) => words.every((word) => `${id} ${text.toLowerCase()}`.indexOf(word) >= 0),
  );
  const kept = form.known.value;
  while (form.known.options.length > 1) form.known.remove(1);
  found.forEach(([id, text, published]) => {
    form.known.add(new Option(published ? `${text} (${published})` : text, id));
  });
  if (found.some(([id]) => id === kept)) form.known.value = kept;
  else if (found.length === 1 && words.length) form.known.value = found[0][0];
  say("find", words.length ? filled(tables.words.found, { count: String(found.length) }) : "");
}

// Returns the entries and replies of the chosen series, as its download has them.
function entries() {
  return records[form.series.value] || [];
}

function entryReading(entry) {
  const range = entry.value !== null && typeof entry.value === "object";
  const ends = range ? [entry.value.low, entry.value.high] : [entry.value, entry.value];
  const [low, high] = ends.map((end) => cells.shifted(String(end), 0));
  return { low, high, precision: entry.precision ? String(entry.precision) : "",
    qualifier: entry.qualifier || "" };
}

function entryText(entry) {
  const date = entry.date || entry.due;
  const who = entry.by && tables.speakers[entry.by] ? ` (${tables.speakers[entry.by]})` : "";
  const said = entry.value === undefined
    ? (entry.title || entry.text || {})[spoken] || (entry.title || entry.text || {}).id || ""
    : shownFigure(entryReading(entry), series());
  return [tables.words[`is_${entry.kind}`], date ? shownDate(date) : "", said.slice(0, 80)]
    .filter(Boolean).join(": ") + who;
}

async function loadEntries(anchor) {
  const id = form.series.value;
  if (!records[id]) {
    const address = new URL(`${page.dataset.series}${id}.json`, document.baseURI);
    const tree = await (await fetch(address.href)).json();
    const kinds = { observations: "observation", targets: "target", events: "event",
      replies: "reply" };
    records[id] = [];
    Object.keys(kinds).forEach((list) => (tree[list] || []).forEach((entry) => {
      records[id].push(Object.assign({}, entry, { kind: kinds[list] }));
    }));
  }
  if (form.series.value !== id) return;
  while (form.entry.options.length > 1) form.entry.remove(1);
  entries().filter((entry) => !entry.withdrawn).forEach((entry) => {
    form.entry.add(new Option(entryText(entry), entry.anchor));
  });
  if (anchor) form.entry.value = anchor;
  showEntry();
}

function entry() {
  return entries().find((one) => one.anchor === form.entry.value);
}

function showEntry() {
  const one = entry();
  say("entry", one ? filled(tables.words.on_record, { text: entryText(one) }) : "");
  show();
}

// --- what is shown ---

function isShown(node) {
  const kinds = node.dataset.for;
  const one = kind() === "correct" ? entry() : null;
  if (kinds && kinds.split(" ").indexOf(kind()) < 0) return false;
  if ("dimensions" in node.dataset) return element("parts").hasChildNodes();
  const name = (node.querySelector("[name]") || {}).name;
  if (!one) return true;
  // A reply has no value to correct here, and an event none at all.
  if (name === "value") return one.kind === "observation" || one.kind === "target";
  return true;
}

function show() {
  Array.from(page.querySelectorAll("[data-for]")).forEach((node) => { node.hidden = !isShown(node); });
  Array.from(page.querySelectorAll("[data-way]")).forEach((node) => {
    node.hidden = node.dataset.way !== chosen("way");
  });
  // The words of a label, by kind, stand beside it.
  Array.from(page.querySelectorAll("label")).forEach((label) => {
    const own = label.dataset[kind()] || label.dataset.otherwise;
    if (own) label.textContent = own;
  });
}

// --- the proposal ---

// Returns the faults of the form: field → text.
function faults() {
  const found = {};
  const needed = { observation: ["date", "value"], target: ["value"],
    event: ["date", "title_id", "title_en"], correct: ["entry", "reason"],
    withdraw: ["entry", "reason"],
    reply: ["entry", "date", "reply"].concat(typed("other") ? [] : ["by"]) }[kind()];
  if (isNewSpeaker()) needed.push("other_en");
  const way = { known: ["known"], new: ["title", "publisher", "type"], none: [] }[chosen("way")];
  needed.concat(way).forEach((name) => {
    if (!typed(name)) found[name] = tables.words.missing;
  });
  Object.keys(READERS).forEach((name) => {
    if (form[name].closest("[hidden]")) return;
    if (name !== "find") READERS[name]();
    if (form[name].getAttribute("aria-invalid")) found[name] = element(`${name}-said`).textContent;
    else if (read[name] && read[name].found.length > 1 && !read[name].chosen) {
      found[name] = tables.words.choose_way;
    }
  });
  if (kind() === "observation") Object.assign(found, partFaults(found));
  const period = picked("date") && cells.parsePeriod(picked("date"), tables.rules.dates);
  if (!found.date && period) {
    const fault = dateFault(period);
    if (fault) found.date = fault;
  }
  ["published", "announced"].filter((name) => !found[name] && picked(name)).forEach((name) => {
    const { first, written } = cells.parsePeriod(picked(name), tables.rules.dates);
    if (first > today()) {
      found[name] = problem("in-the-future", { text: written, today: today() });
    }
  });
  if (kind() === "correct" && !Object.keys(found).length && !Object.keys(changes()).length) {
    found.value = tables.words.nothing_changed;
  }
  return found;
}

function dateFault(period) {
  const what = kind() === "correct" && entry() ? entry().kind : kind();
  const values = { text: period.written, today: today(), year: period.first.slice(0, 4) };
  const isReport = what === "observation" || what === "event";
  if (isReport && period.last > today()) {
    return problem("in-the-future", values, period.first <= today() ? "running" : "");
  }
  if (what === "reply" && period.first > today()) return problem("in-the-future", values);
  const { measure } = series();
  if (what === "target" && measure === "flow" && period.length === "day") {
    return problem("flow-due-on-a-day", values);
  }
  if (measure === "cumulative" && what === "target" && period.first.slice(5) !== "01-01") {
    return problem("cumulative-due", values);
  }
  if (measure === "cumulative" && what === "observation"
    && period.first.slice(0, 4) !== period.last.slice(0, 4)) {
    return problem("cumulative-over-years", values);
  }
  const day = sourceDay();
  if (isReport && kind() !== "correct" && day && period.last > day) {
    return problem("reported-ahead", { text: period.written, day });
  }
  return "";
}

// Returns the last day of the source's publication, or "" where it is not known.
function sourceDay() {
  const known = tables.sources.find(([id]) => id === form.known.value);
  const written = chosen("way") === "known" ? (known || [])[2] : picked("published");
  return written ? cells.parsePeriod(written, tables.rules.dates).last : "";
}

function picked(name) {
  return (read[name] && read[name].chosen) || "";
}

function valueKeys(reading) {
  const { low, high } = reading;
  return { value: low === high ? low : { low, high }, precision: reading.precision || undefined,
    qualifier: reading.qualifier || undefined };
}

// Returns the keys of an entry that a correction changes, with their new values.
function changes() {
  const one = entry();
  const changed = {};
  if (!one) return changed;
  const date = one.kind === "target" ? "due" : "date";
  if (picked("date") && picked("date") !== one[date]) changed[date] = picked("date");
  if (picked("value") && one.value !== undefined) {
    const [was, is] = [entryReading(one), valueKeys(picked("value"))];
    if (cells.shownReading(Object.assign({}, was, { qualifier: "" }))
      !== cells.shownReading(Object.assign({}, picked("value"), { qualifier: "" }))) {
      changed.value = is.value;
    }
    ["precision", "qualifier"].forEach((key) => {
      if ((was[key] || "") !== (is[key] || "")) changed[key] = is[key] || null;
    });
  }
  return changed;
}

function newSource() {
  const known = (id) => tables.sources.some(([one]) => one === id);
  const date = picked("published");
  const words = (text) => cells.slug(text).split("-").slice(0, 3);
  const named = words(typed("publisher")).concat(cells.slug(date || today()), words(typed("title")));
  const id = cells.freeName(named.filter(Boolean).join("-"), known);
  const source = { title: typed("title"), publisher: typed("publisher"), type: form.type.value,
    language: form.language.value, published: date, url: typed("url") };
  return { [id]: source };
}

// Returns whether the office that is typed is one that the record does not know.
function isNewSpeaker() {
  return form.other.closest("[hidden]") === null && Boolean(typed("other"))
    && !form.by.value && !knownSpeaker();
}

// Returns the id of the known office of the name that is typed.
function knownSpeaker() {
  const same = (name) => name.trim().toLowerCase() === typed("other").toLowerCase();
  return Object.keys(tables.speakers).find((id) => same(tables.speakers[id]));
}

function newSpeaker() {
  const name = { id: typed("other"), en: typed("other_en") };
  const id = cells.freeName(cells.slug(name.en) || cells.slug(name.id), (one) => one in tables.speakers);
  return { [id]: { name } };
}

function proposal() {
  const way = chosen("way");
  const sources = way === "new" ? newSource() : {};
  const cited = way === "known" ? [form.known.value] : Object.keys(sources);
  const speakers = isNewSpeaker() ? newSpeaker() : {};
  const draft = { kind: kind(), series: form.series.value, sources, speakers };
  const isTaken = (anchor) => entries().some((one) => one.anchor === anchor);
  const named = (prefix, date) => {
    const anchor = cells.freeName(cells.defaultAnchor(prefix, date), isTaken);
    return anchor === cells.defaultAnchor(prefix, date) ? undefined : anchor;
  };
  const isOther = form.other.closest("[hidden]") === null && typed("other");
  const by = form.by.value || Object.keys(speakers)[0] || (isOther ? knownSpeaker() : "");
  const date = picked("date");
  const said = { by, quote: typed("quote"), sources: cited, added: today() };
  const reason = { id: typed("reason") };
  switch (kind()) {
    case "observation":
      draft.record = Object.assign({ anchor: named("observation", date), date }, said,
        valueKeys(picked("value")), { breakdown: breakdown() });
      break;
    case "target":
      draft.record = Object.assign({ anchor: named("target", date), due: date,
        announced: picked("announced") }, said,
        valueKeys(picked("value")));
      break;
    case "event":
      draft.record = Object.assign({ anchor: named("event", date), date }, said,
        { title: { id: typed("title_id"), en: typed("title_en") } });
      break;
    case "correct":
      draft.record = { anchor: form.entry.value, date: today(), reason, set: changes(),
        sources: cited };
      break;
    case "withdraw":
      draft.record = { anchor: form.entry.value, date: today(), reason, withdraw: "true", by,
        sources: cited };
      break;
    default:
      draft.record = { anchor: named("reply", date), to: form.entry.value, date, by,
        text: { id: typed("reply") }, sources: cited, added: today() };
  }
  return draft;
}

// --- the result ---

function speakerName(draft) {
  const source = Object.keys(draft.sources).map((id) => draft.sources[id].publisher)[0];
  const known = (tables.sources.find(([id]) => id === form.known.value) || ["", ""])[1];
  const [added] = Object.keys(draft.speakers).map((id) => draft.speakers[id].name[spoken]);
  return added || tables.speakers[draft.record.by] || source || known.split(": ")[0];
}

// Shows the entry as the timeline of its series will.
function preview(draft) {
  const { record } = draft;
  const list = document.createElement("ol");
  const looks = { observation: "result", target: "target", event: "event" }[draft.kind];
  const item = list.appendChild(listItem(looks));
  const line = (name, text) => item.appendChild(lineOf(name, text));
  const date = record.due || record.date;
  list.className = "timeline";
  const day = date ? shownDate(date) : tables.words.without_due;
  line("date", [day, tables.words[`is_${draft.kind}`]].join(": "));
  if (record.to || draft.kind === "correct" || draft.kind === "withdraw") {
    line("text", filled(tables.words.on_record, { text: entryText(entry()) }));
  }
  if (draft.kind !== "correct" && speakerName(draft)) {
    line("who", filled(tables.words.according, { who: speakerName(draft) }));
  }
  if (draft.kind === "correct") {
    const changed = record.set;
    if ("value" in changed || "qualifier" in changed) {
      line("value", shownFigure(picked("value"), series()));
    }
    if (changed.date || changed.due) line("value", shownDate(changed.date || changed.due));
  } else if (record.value) {
    line("value", shownFigure(picked("value"), series()));
  }
  Object.keys(record.breakdown || {}).forEach((id) => {
    const { title, categories } = tables.dimensions[id];
    const shown = Object.keys(partsOf(id)).map((category) => {
      const part = record.breakdown[id][category];
      return `${categories[category]} ${part === null ? tables.words.withheld : shownNumber(part)}`;
    });
    const more = isPartial(id) ? ` (${tables.words.partial})` : "";
    line("text", `${title}: ${shown.join("; ")}${more}`);
  });
  if (record.title) line("value", record.title[spoken]);
  if (record.text) line("text", record.text.id);
  if (record.reason) line("text", filled(tables.words.because, { reason: record.reason.id }));
  if (record.quote) {
    const quote = item.appendChild(document.createElement("blockquote"));
    quote.className = "quote";
    quote.appendChild(document.createElement("p")).textContent = record.quote;
  }
  (record.sources || []).forEach((id) => {
    const source = draft.sources[id];
    const known = (tables.sources.find(([one]) => one === id) || ["", ""])[1];
    const text = source ? `${source.publisher}: ${source.title}` : known;
    line("sources", filled(tables.words.source, { source: text }));
  });
  const shown = element("preview");
  shown.textContent = "";
  shown.appendChild(headingOf(series().title));
  shown.appendChild(list);
}

function headingOf(text) {
  const heading = document.createElement("h3");
  heading.textContent = text;
  return heading;
}

function listItem(look) {
  const item = document.createElement("li");
  item.className = `timeline__item timeline__item--${look || "event"}`;
  return item;
}

function lineOf(name, text) {
  const line = document.createElement("p");
  line.className = `timeline__${name}`;
  line.textContent = text;
  return line;
}

function offer(draft) {
  const content = cells.entryFile(draft, tables);
  const path = cells.filePath(draft, content, tables);
  const template = page.dataset.newFile;
  const { mail } = page.dataset;
  element("file").value = content;
  element("path").textContent = path;
  element("forge").hidden = !template;
  element("paste").hidden = true;
  if (template) {
    const { href, isPasted } = cells.forgeAddress(template, path, content);
    element("forge-link").href = href;
    element("paste").hidden = !isPasted;
  }
  const download = element("download");
  URL.revokeObjectURL(download.href);
  download.href = URL.createObjectURL(new Blob([content], { type: "text/yaml" }));
  download.download = path.split("/").pop();
  if (mail) {
    const subject = encodeURIComponent(`${tables.words.subject} ${draft.series}`);
    const body = encodeURIComponent(`${path}\n\n${content}`);
    element("mail-link").href = `mailto:${mail}?subject=${subject}&body=${body}`;
  }
  element("copied").textContent = "";
}

function showFaults(found) {
  const box = element("faults");
  const names = Object.keys(found);
  box.textContent = "";
  box.hidden = !names.length;
  if (!names.length) return;
  box.appendChild(document.createElement("p")).textContent = tables.words.faults;
  const list = box.appendChild(document.createElement("ul"));
  names.forEach((name) => {
    const label = page.querySelector(`label[for=_${name}]`);
    const title = label.firstChild.textContent.trim();
    const link = list.appendChild(document.createElement("li")).appendChild(
      document.createElement("a"),
    );
    link.href = `#_${name}`;
    link.textContent = `${title}: ${found[name]}`;
    say(name, found[name], true);
  });
  box.focus();
}

async function submit(event) {
  event.preventDefault();
  await ready();
  const found = faults();
  result.hidden = true;
  showFaults(found);
  if (Object.keys(found).length) return;
  const draft = proposal();
  preview(draft);
  offer(draft);
  result.hidden = false;
  result.focus();
}

async function copy() {
  const file = element("file");
  try {
    await navigator.clipboard.writeText(file.value);
  } catch (error) {
    file.select();
    document.execCommand("copy");
  }
  element("copied").textContent = tables.words.copied;
}

async function load() {
  const address = (path) => new URL(path, document.baseURI).href;
  const [module, answer] = await Promise.all([
    import(address(page.dataset.readings)), fetch(address(page.dataset.propose)),
  ]);
  tables = await answer.json();
  cells = module;
  listSources();
  listDimensions();
  await loadEntries(asked.get("anchor"));
}

// Loads what the form needs, once; a failure may pass, so the next touch tries again.
function ready() {
  if (!loading) {
    loading = load();
    loading.catch(() => { loading = undefined; });
  }
  return loading;
}

// Makes the spreadsheet of the chosen series; where the browser cannot, that of all is handed out.
async function downloadSheet() {
  const all = element("sheet-all").href;
  const link = created("a", "", { download: `terang-${form.series.value}.xlsx`, href: all });
  try {
    const script = new URL(element("sheet-button").dataset.sheet, document.baseURI).href;
    const { seriesSheet } = await import(script);
    const whole = await (await fetch(all)).arrayBuffer();
    link.href = URL.createObjectURL(await seriesSheet(whole, form.series.value));
  } catch (error) {
    link.download = "";
  }
  link.click();
}

function nameSheet() {
  element("sheet-series").textContent = form.series.selectedOptions[0].textContent;
}

async function typedInto(event) {
  const { target } = event;
  await ready();
  result.hidden = true;
  if (READERS[target.name]) READERS[target.name]();
  else if (target.hasAttribute("aria-invalid")) say(target.name, "");
}

async function changed(event) {
  const { name } = event.target;
  nameSheet();
  await ready();
  if (name === "series") {
    readFigure("value");
    showDimensions();
    await loadEntries();
  }
  if (name === "kind") {
    const mayLack = ["correct", "withdraw"].indexOf(kind()) >= 0;
    element(mayLack ? "way-none" : "way-new").checked = true;
  }
  if (name === "entry") showEntry();
  show();
}

function start() {
  const wanted = asked.get("kind") || (asked.get("anchor") ? "correct" : "");
  const known = Array.from(form.series.options).some((one) => one.value === asked.get("series"));
  if (known) form.series.value = asked.get("series");
  if (element(`kind-${wanted}`)) element(`kind-${wanted}`).checked = true;
  if (wanted === "correct" || wanted === "withdraw") element("way-none").checked = true;
  page.addEventListener("focusin", ready);
  page.addEventListener("input", typedInto);
  page.addEventListener("change", changed);
  page.addEventListener("submit", submit);
  element("copy").addEventListener("click", copy);
  show();
  page.hidden = false;
  if (typeof CompressionStream === "function" && form.series.selectedOptions.length) {
    nameSheet();
    element("sheet-one").hidden = false;
    element("sheet-button").addEventListener("click", downloadSheet);
  }
  // What has come to stand above the place that the address names moves it down.
  const named = window.location.hash && document.getElementById(window.location.hash.slice(1));
  if (named) named.scrollIntoView();
  if (known && asked.get("anchor")) ready();
}

start();
