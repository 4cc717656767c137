// Entry files: their YAML, their names, and the addresses at which a forge takes them. It is loaded
// with the readers of figures, as part of their module.

const LONGEST_ADDRESS = 7500;

function yamlScalar(text) {
  if (text === null) return "null";
  const line = String(text).replace(/\s+/g, " ").trim();
  const isPlain = /^[A-Za-z0-9](?:[A-Za-z0-9 ,.()/-]*[A-Za-z0-9.)])?$/.test(line);
  return isPlain && !/^null$/i.test(line) ? line : `'${line.replace(/'/g, "''")}'`;
}

// Returns the lines of a mapping; keys without a value are left out.
function yamlLines(tree) {
  const lines = [];
  Object.keys(tree).forEach((key) => {
    const node = tree[key];
    if (node === undefined || node === "") return;
    if (Array.isArray(node)) {
      if (!node.length) return;
      lines.push(`${key}:`);
      node.forEach((item) => {
        const inner = typeof item === "string" ? [yamlScalar(item)] : yamlLines(item);
        lines.push(...inner.map((line, at) => `${at ? "    " : "  - "}${line}`));
      });
    } else if (node !== null && typeof node === "object") {
      const inner = yamlLines(node);
      if (inner.length) lines.push(`${key}:`, ...inner.map((line) => `  ${line}`));
    } else {
      lines.push(`${key}: ${yamlScalar(node)}`);
    }
  });
  return lines;
}

function inFileOrder(record, keys) {
  const ordered = {};
  keys.forEach((key) => { if (record[key] !== undefined) ordered[key] = record[key]; });
  return ordered;
}

// Returns the content of the file of a proposal: { kind, record, sources, speakers }.
function entryFile(proposal, tables) {
  const { kind, record, sources, speakers } = proposal;
  const tree = { [tables.lists[kind]]: [inFileOrder(record, tables.keys[kind])], sources: {},
    speakers };
  Object.keys(sources).forEach((id) => {
    tree.sources[id] = inFileOrder(sources[id], tables.keys.source);
  });
  return [tables.firstLine, ...yamlLines(tree), ""].join("\n");
}

const PREFIXES = { observation: "result" };

function defaultAnchor(kind, date) {
  const suffix = date && date.toLowerCase().replace("/", "-to-");
  return [PREFIXES[kind] || kind, suffix].filter(Boolean).join("-");
}

function freeName(name, isTaken) {
  let number = 2;
  if (!isTaken(name)) return name;
  while (isTaken(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

// A few letters that follow from a text, so that two proposals of one day have two names.
function textMark(text) {
  let sum = 7;
  Array.from(text).forEach((sign) => { sum = (sum * 31 + sign.codePointAt(0)) % 1679616; });
  return sum.toString(36).padStart(4, "0");
}

function filePath(proposal, content, tables) {
  const { kind, record, series } = proposal;
  const name = record.anchor || record.to || defaultAnchor(kind, record.due || record.date);
  return `${tables.folder}/${series}/${record.added || record.date}-${slug(name)}-${textMark(content)}.yml`;
}

// Returns the address of the forge's page for a new file, and whether its content must be pasted.
function forgeAddress(template, path, content) {
  const named = template.replace("{path}", encodeURIComponent(path).replace(/%2F/g, "/"));
  const whole = named.replace("{content}", () => encodeURIComponent(content));
  if (whole !== named && whole.length <= LONGEST_ADDRESS) return { href: whole, isPasted: false };
  return { href: named.replace(/[?&][a-z]+=\{content\}/, ""), isPasted: true };
}

export { defaultAnchor, entryFile, filePath, forgeAddress, freeName };
