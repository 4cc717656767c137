// The spreadsheet of one series, cut out of that of all series: rows of others are left out, and the
// rest of the file stays as it is (hooks/terang/editing/sheet_layout.py writes it).

const ENTRY_SHEETS = [1, 2, 3, 4].map((number) => `xl/worksheets/sheet${number}.xml`);
const SOURCE_SHEET = "xl/worksheets/sheet5.xml";
const FIRST = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

async function through(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

// Returns the members of an archive, in their order: name, checksum, sizes and packed bytes.
function members(buffer) {
  const view = new DataView(buffer);
  let end = buffer.byteLength - 22;
  while (view.getUint32(end, true) !== END) end -= 1;
  const found = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left; left -= 1) {
    const [nameLength, extra, remark] = [28, 30, 32].map((from) => view.getUint16(at + from, true));
    const local = view.getUint32(at + 42, true);
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const size = view.getUint32(at + 20, true);
    found.push({
      name: new TextDecoder().decode(new Uint8Array(buffer, at + 46, nameLength)),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      length: view.getUint32(at + 24, true),
      packed: new Uint8Array(buffer, begin, size),
    });
    at += 46 + nameLength + extra + remark;
  }
  return found;
}

async function textOf(member) {
  const bytes = member.method
    ? await through(member.packed, new DecompressionStream("deflate-raw")) : member.packed;
  return new TextDecoder().decode(bytes);
}

function checksumOf(bytes) {
  let sum = -1;
  bytes.forEach((byte) => {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  });
  return (sum ^ -1) >>> 0;
}

async function withText(member, text) {
  const bytes = new TextEncoder().encode(text);
  return Object.assign({}, member, {
    method: 8,
    checksum: checksumOf(bytes),
    length: bytes.length,
    packed: await through(bytes, new CompressionStream("deflate-raw")),
  });
}

// Returns a header of a member: before its bytes, or in the list at the end of the archive.
function header(member, offset) {
  const name = new TextEncoder().encode(member.name);
  const isListed = offset !== undefined;
  const view = new DataView(new ArrayBuffer((isListed ? 46 : 30) + name.length));
  const from = isListed ? 6 : 4;
  view.setUint32(0, isListed ? CENTRAL : FIRST, true);
  if (isListed) view.setUint16(4, 20, true);
  [20, 0, member.method, 0, 0x21].forEach((part, nth) => {
    view.setUint16(from + 2 * nth, part, true);
  });
  [member.checksum, member.packed.length, member.length].forEach((part, nth) => {
    view.setUint32(from + 10 + 4 * nth, part, true);
  });
  view.setUint16(from + 22, name.length, true);
  if (isListed) view.setUint32(42, offset, true);
  const bytes = new Uint8Array(view.buffer);
  bytes.set(name, bytes.length - name.length);
  return bytes;
}

function archive(list) {
  const parts = [];
  const listed = [];
  let offset = 0;
  list.forEach((member) => {
    const before = header(member);
    listed.push(header(member, offset));
    parts.push(before, member.packed);
    offset += before.length + member.packed.length;
  });
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, END, true);
  [8, 10].forEach((at) => end.setUint16(at, list.length, true));
  end.setUint32(12, listed.reduce((sum, one) => sum + one.length, 0), true);
  end.setUint32(16, offset, true);
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return new Blob([...parts, ...listed, end.buffer], { type });
}

// Returns what the first group of a pattern holds, for each place at which it is found.
function allFound(form, text) {
  const found = [];
  text.replace(form, (whole, group) => found.push(group));
  return found;
}

const ROW = /<row r="(\d+)".*?(?:<\/row>|\/>)/gs;

// Returns a sheet with its heading and the rows that are kept, moved up below each other.
function withRows(sheet, isKept) {
  let last = 1;
  return sheet.replace(ROW, (row, number) => {
    if (number === "1") return row;
    if (!isKept(row)) return "";
    last += 1;
    return row.replace(/ r="([A-Z]*)\d+"/g, (place, column) => ` r="${column}${last}"`);
  });
}

// Returns the spreadsheet of a series, as a Blob; `buffer` is that of all series.
async function seriesSheet(buffer, id) {
  const all = members(buffer);
  const text = async (name) => textOf(all.find((member) => member.name === name));
  const stringsOf = (row) => allFound(/ t="inlineStr"><is><t[^>]*>(.*?)<\/t>/gs, row);
  const cited = new Set();
  const changed = {};
  const only = `<formula1>"${id}"</formula1>`;
  const texts = await Promise.all(ENTRY_SHEETS.map(text));
  ENTRY_SHEETS.forEach((name, nth) => {
    changed[name] = withRows(texts[nth], (row) => {
      const found = stringsOf(row);
      if (found[0] !== id) return false;
      found.forEach((part) => part.split(" | ").forEach((source) => cited.add(source)));
      return true;
    }).replace(/(sqref="A2:A\d+">)<formula1>.*?<\/formula1>/, (whole, before) => before + only);
  });
  changed[SOURCE_SHEET] = withRows(await text(SOURCE_SHEET), (row) => cited.has(stringsOf(row)[0]));
  return archive(await Promise.all(all.map((member) => (
    member.name in changed ? withText(member, changed[member.name]) : member
  ))));
}

export { seriesSheet };
