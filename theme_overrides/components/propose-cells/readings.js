// Readers of figures, dates, ids, addresses and texts. They do what the reader of spreadsheets and
// the check do (hooks/terang/editing, hooks/terang/model, hooks/terang/parsing); patterns and words
// come from there. tests/browser/test_propose.py compares both, case by case.

// --- patterns: [source, flags, numbers of named groups, what may not stand before] ---

function compiled(form, flags) {
  return new RegExp(form[0], form[1] + (flags || ""));
}

function wholly(form, text) {
  return new RegExp(`^(?:${form[0]})$`, form[1]).exec(text);
}

function atStart(form, text) {
  return new RegExp(`^(?:${form[0]})`, form[1]).exec(text);
}

// The first match, at `from` or later, that nothing stands before which may not.
function searched(form, text, from) {
  const pattern = compiled(form, "g");
  const before = form[3] && new RegExp(form[3]);
  pattern.lastIndex = from || 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    if (!before || !before.test(text.slice(0, found.index))) return found;
    pattern.lastIndex = found.index + 1;
  }
  return null;
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

function plainLine(text, numbers) {
  const seen = text.replace(compiled(numbers.unseen, "g"), "").replace(/\u2212/g, "-");
  return seen.replace(/\s+/g, " ").trim();
}

// --- decimals as texts: "-1234.5" ---

function parts(text) {
  const found = /^(-?)(\d*)\.?(\d*)$/.exec(text);
  return { sign: found[1], whole: found[2], fraction: found[3] };
}

function shifted(text, power) {
  const { sign, whole, fraction } = parts(text);
  const point = whole.length + power;
  const all = (whole + fraction).padEnd(point, "0");
  const head = all.slice(0, point).replace(/^0+(?=\d)/, "") || "0";
  const tail = all.slice(point).replace(/0+$/, "");
  return sign + head + (tail && `.${tail}`);
}

function compare(one, other) {
  const [left, right] = [one, other].map((text) => {
    const { sign, whole, fraction } = parts(text);
    const size = whole.padStart(60, "0") + fraction.padEnd(60, "0");
    return { size, sign: /[1-9]/.test(size) ? (sign ? -1 : 1) : 0 };
  });
  if (left.sign !== right.sign) return left.sign - right.sign;
  if (left.size === right.size) return 0;
  return left.size < right.size ? -left.sign : left.sign;
}

function withoutSign(text) {
  return text.replace("-", "");
}

// Returns the sum, or the difference, of two rows of as many digits; the first is the larger one.
function combined(one, other, sign) {
  let carried = 0;
  return one.map((digit, at) => at).reverse().map((at) => {
    const sum = one[at] + sign * other[at] + carried;
    carried = Math.floor(sum / 10);
    return sum - 10 * carried;
  }).reverse();
}

// Returns the sum of decimals.
function total(texts) {
  const sums = { "": Array(40).fill(0), "-": Array(40).fill(0) };
  texts.forEach((text) => {
    const { sign, whole } = parts(shifted(text, 9));
    sums[sign] = combined(sums[sign], Array.from(whole.padStart(40, "0"), Number), 1);
  });
  const [above, below] = [sums[""], sums["-"]];
  const isBelow = above.join("") < below.join("");
  const size = isBelow ? combined(below, above, -1) : combined(above, below, -1);
  return shifted((isBelow ? "-" : "") + size.join(""), -9);
}

// --- figures ---

// Returns the ways to read a text as a figure; throws { code, values } for what is none.
function numberReadings(written, form, rules) {
  const text = plainLine(written, rules);
  if (rules.nothing.indexOf(text.toLowerCase()) >= 0) return [];
  if (rules.dashes.indexOf(text) >= 0) throw { code: "cell-dash", values: { text } };
  if (/\p{Nd}/u.test(text.replace(/[0-9]/g, ""))) throw { code: "cell-not-a-number", values: { text } };
  const readings = text.length <= rules.most ? distinct(textReadings(text, form, rules)) : [];
  const hasDecimals = form.percent || Boolean(form.currency);
  if (readings.length > 1 && hasDecimals && wholly(rules.unclear, text)) return readings;
  const feasible = readings.filter(
    (one) => one.decimals <= form.decimals && (form.signed || compare(one.low, "0") >= 0),
  );
  const isClear = !searched(rules.zeroGroup, text);
  const found =
    isClear && feasible.length ? feasible : readings.filter((one) => one.low === one.high);
  const slip = hasDecimals ? null : wholly(rules.slip, text);
  if (slip) found.push(figureReading(slip[1] + slip[2], slip[1] + slip[2], "", 0));
  if (!found.length) throw { code: "cell-not-a-number", values: { text } };
  return found;
}

function shownReading(reading) {
  const ends = reading.low === reading.high ? [reading.low] : [reading.low, reading.high];
  return (reading.qualifier ? `${reading.qualifier} ` : "") + ends.join("..");
}

function distinct(readings) {
  const found = new Map();
  readings.forEach((one) => found.set([one.low, one.high, one.qualifier].join("|"), one));
  return Array.from(found.values());
}

function textReadings(text, form, rules) {
  const hasSign = new RegExp(rules.percent, "i").test(text);
  const found = [];
  withoutMarks(text, rules).forEach((bare) => {
    const [hedge, rest] = hedged(bare, rules);
    amounts(rest, form, rules).forEach((reading) => {
      if (hedge) {
        if (reading.low === reading.high) {
          found.push(Object.assign({}, reading, { qualifier: hedge }));
        }
        return;
      }
      found.push(reading);
      const size = withoutSign(reading.low);
      const isShare = compare(size, "0") > 0 && compare(size, reading.high) <= 0
        && compare(reading.high, "1") <= 0;
      if (form.percent && !hasSign && isShare) {
        const [low, high] = [shifted(reading.low, 2), shifted(reading.high, 2)];
        found.push(Object.assign({}, reading, { low, high }));
      }
    });
  });
  return found;
}

function withoutMarks(text, rules) {
  const unmarked = text.replace(compiled(rules.mark), "");
  const bare = unmarked.replace(compiled(rules.revised), "$1").trim();
  if (bare !== text && bare) return withoutMarks(bare, rules);
  const texts = [];
  if (text.indexOf(")") >= 0 && text.indexOf("(") < 0) {
    let shorter = text.slice(-1) === ")" ? text.slice(0, -1) : "";
    while (shorter && texts.length < 2 && /\d$/.test(shorter)) {
      shorter = shorter.slice(0, -1);
      texts.push(shorter.trim());
    }
  }
  return texts.length ? texts : [text];
}

function hedged(text, rules) {
  const found = atStart(rules.hedge, text);
  if (found) {
    const index = rules.hedges.findIndex((name, at) => found[rules.hedge[2][`q${at}`]]);
    return [rules.hedges[index], text.slice(found[0].length).trim()];
  }
  const ending = Object.keys(rules.after).find((word) => {
    const before = text.slice(0, -word.length).trim();
    return text.toLowerCase().endsWith(word) && /\d$/.test(before);
  });
  return ending ? [rules.after[ending], text.slice(0, -ending.length).trim()] : ["", text];
}

function amounts(text, form, rules) {
  const between = wholly(rules.between, text);
  const ends = between ? between.slice(1, 3) : twoEnds(text, rules);
  if (!ends[0] || !ends[1]) return numbers(text, form, rules);
  const found = [];
  numbers(ends[1], form, rules).forEach((high) => {
    numbers(ends[0], form, rules).forEach((low) => {
      const scaled = atScaleOf(low, ends[0], ends[1], form, rules);
      if (scaled === null || compare(scaled, high.low) >= 0) return;
      const decimals = Math.max(low.decimals, high.decimals);
      found.push(figureReading(scaled, high.low, high.precision, decimals));
    });
  });
  return found;
}

function twoEnds(text, rules) {
  const found = compiled(rules.to).exec(text);
  if (!found) return [text, ""];
  const end = found.index + (found[1] ? found[1].length : 0);
  return [text.slice(0, end), text.slice(found.index + found[0].length)];
}

function atScaleOf(low, first, second, form, rules) {
  const word = wordOf(second, form, rules);
  if (!word || wordOf(first, form, rules)) return low.low;
  const powers = rules.powers[word] || [];
  return powers.length === 1 ? shifted(low.low, powers[0]) : null;
}

function wordOf(text, form, rules) {
  const number = wholly(rules.number, withoutUnit(text, form, rules));
  return number ? (number[3] || "").toLowerCase() : "";
}

function numbers(text, form, rules) {
  const number = wholly(rules.number, withoutUnit(text, form, rules));
  const word = number ? (number[3] || "").toLowerCase() : "";
  if (!number || (word && !rules.powers[word])) return [];
  const found = [];
  (word ? rules.powers[word] : [0]).forEach((power) => {
    mantissas(number[2].trim(), rules).forEach(([whole, fraction]) => {
      const sign = number[1] === "-" ? "-" : "";
      const value = shifted(`${sign}${whole}.${fraction}`, power);
      if (value.length > rules.digits) return;
      const place = word ? power - fraction.length : 0;
      const precision = place > 0 ? `1${"0".repeat(place)}` : "";
      found.push(figureReading(value, value, precision, Math.max(fraction.length - power, 0)));
    });
  });
  return found;
}

// `precision` is the place of the last digit before a word such as `ribu`, or "".
function figureReading(low, high, precision, decimals) {
  return { low, high, precision, qualifier: "", decimals };
}

function withoutUnit(text, form, rules) {
  let rest = text.trim();
  const sign = atStart(rules.currency, rest);
  if (sign && sign[1]) {
    if (rules.currencies[sign[1].toLowerCase()] !== form.currency) {
      throw { code: "cell-other-unit", values: { text, unit: sign[1] } };
    }
    rest = rest.slice(sign[0].length).trim().replace(compiled(rules.noCents), "");
  }
  const percent = new RegExp(`^(.*?\\d)\\s*(?:${rules.percent})$`, "i").exec(rest);
  if (percent) {
    if (!form.percent) throw { code: "cell-other-unit", values: { text, unit: "%" } };
    return percent[1];
  }
  const others = form.percent ? "" : rules.money[form.currency] || rules.counted;
  const after = form.words.map(escaped).concat(others || []).join("|");
  const counted = after && new RegExp(`^(.*?\\S)\\s*\\b(?:${after})$`, "i").exec(rest);
  return counted ? counted[1].trim() : rest;
}

function mantissas(text, rules) {
  const grouped = wholly(rules.grouped, text);
  const decimal = wholly(rules.decimal, text);
  const found = [];
  if (grouped) found.push([grouped[1].replace(/\D/g, ""), grouped[3] || ""]);
  if (decimal) found.push([decimal[1], decimal[2] || ""]);
  return found;
}

// --- dates: { written, first, last, length }; days as texts, which sort by time ---

function named(form, found, name) {
  return found[form[2][name]];
}

function dayText(year, month, day) {
  return [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
}

function lastDay(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

// Returns the date that a text in the contract's form is, or null.
function parsePeriod(text, rules) {
  const [start, end, more] = text.split("/");
  if (end === undefined) return calendarPeriod(start, rules);
  const [first, last] = [calendarPeriod(start, rules), calendarPeriod(end, rules)];
  const areDays = first && last && first.length === "day" && last.length === "day";
  if (more !== undefined || !areDays || first.first >= last.last) return null;
  return { written: text, first: first.first, last: last.last, length: "interval" };
}

function calendarPeriod(text, rules) {
  const found = wholly(rules.form, text);
  if (!found) return null;
  const part = (name) => named(rules.form, found, name);
  const year = Number(part("year"));
  if (year < rules.years[0] || year > rules.years[1]) return null;
  const months = (nth, count, length) => {
    const end = nth * count;
    const first = dayText(year, end - count + 1, 1);
    return { written: text, first, last: dayText(year, end, lastDay(year, end)), length };
  };
  if (part("half")) return months(Number(part("half")), 6, "half");
  if (part("quarter")) return months(Number(part("quarter")), 3, "quarter");
  if (!part("month")) return months(1, 12, "year");
  const month = Number(part("month"));
  if (month < 1 || month > 12) return null;
  if (!part("day")) return months(month, 1, "month");
  const day = Number(part("day"));
  if (day < 1 || day > lastDay(year, month)) return null;
  return { written: text, first: text, last: text, length: "day" };
}

// Returns the ways to read a text as a date, as the contract writes them.
function dateReadings(written, rules, numbersRules) {
  const text = plainLine(written, numbersRules);
  if (!text || text.length > rules.most) return [];
  const found = [];
  withoutMarks(text, numbersRules).forEach((bare) => found.push(...readDates(bare, rules)));
  return distinctDates(found, rules);
}

function distinctDates(texts, rules) {
  const found = new Map();
  texts.forEach((text) => {
    const { first, last } = parsePeriod(text, rules);
    if (!found.has(first + last)) found.set(first + last, text);
  });
  return Array.from(found.values());
}

function sound(texts, rules) {
  return texts.filter((text) => parsePeriod(text, rules));
}

function readDates(text, rules) {
  const own = sound([text], rules);
  if (own.length) return own;
  const until = atStart(rules.until, text);
  if (until) {
    const found = [];
    distinctDates(readDates(text.slice(until[0].length), rules), rules).forEach((day) => {
      const { first, last } = parsePeriod(day, rules);
      found.push(day, ...sound([`${first.slice(0, 4)}-01-01/${last}`], rules));
    });
    return found;
  }
  const before = atStart(rules.before, text);
  if (before) return readDates(text.slice(before[0].length), rules);
  const single = sound(singleDates(text, rules), rules);
  return single.length ? single : sound(intervals(text, rules), rules);
}

function singleDates(text, rules) {
  const dates = [];
  rules.parts.forEach(([letter, form]) => {
    const found = wholly(form, text);
    if (!found) return;
    const word = named(form, found, "nth").toLowerCase();
    const nth = rules.roman[word] || rules.ordinal[word] || Number(word);
    dates.push(`${named(form, found, "year")}-${letter}${nth}`);
  });
  rules.forms.forEach(([form, meanings]) => {
    const found = wholly(form, text);
    if (found) meanings.forEach((meaning) => dates.push(inOrder(form, found, meaning, rules)));
  });
  return dates;
}

// A date whose parts are named in a form such as `y-m-d`; `w` is the name of a month.
function inOrder(form, found, meaning, rules) {
  const texts = meaning.split("-").map((name) => {
    let part = named(form, found, name[0]);
    if (name[0] === "w") part = rules.months[part.toLowerCase()] || "";
    part = String(part);
    if (part && name.endsWith("2")) part = `20${part.padStart(2, "0")}`;
    return part.padStart(2, "0");
  });
  return texts.join("-");
}

function intervals(text, rules) {
  const dates = [];
  const signs = compiled(rules.to, "g");
  for (let sign = signs.exec(text); sign; sign = signs.exec(text)) {
    const first = text.slice(0, sign.index).trim();
    const last = text.slice(sign.index + sign[0].length).trim();
    const year = compiled(rules.year).exec(last);
    if (!first || !last || !year) continue;
    const ends = distinctDates(readDates(last, rules), rules);
    const month = (/[a-z]+/i.exec(last.slice(0, year.index)) || [""])[0];
    const withMonth = `${first} ${month} ${year[0]}`;
    const written = /^\d+$/.test(first) ? [withMonth] : [first, `${first} ${year[0]}`, withMonth];
    const read = written.map((one) => sound(singleDates(one, rules), rules));
    const begins = read.find((found) => found.length) || sound([first], rules);
    begins.forEach((begin) => ends.forEach((end) => {
      dates.push(`${parsePeriod(begin, rules).first}/${parsePeriod(end, rules).last}`);
    }));
  }
  return dates;
}

// --- ids, addresses and texts ---

function slug(text) {
  return (text.toLowerCase().match(/[a-z0-9]+/g) || []).join("-");
}

function isId(text, rules) {
  return wholly(rules.id, text) !== null;
}

function isWebAddress(text) {
  const parted = /^https?:\/\/([^/?#]*)/i.exec(text);
  if (!parted || /[\s<>"\\^\x60{|}]/.test(text)) return false;
  const host = parted[1].split("@").pop();
  if (/[/?#@:]/.test(parted[1].replace(/[@:#?]/g, "").normalize("NFKC"))) return false;
  if (/[[\]]/.test(parted[1])) return /^\[[0-9a-f:.]*:[0-9a-f:.]*\](?::|$)/i.test(host);
  return host.split(":")[0] !== "";
}

// Returns the variant of the problem "personal-data" that a text has, or null.
function personalData(text, rules) {
  const plain = text.replace(compiled(rules.address, "g"), (found) => " ".repeat(found.length));
  const folded = Array.from(plain).map((sign) => sign.normalize("NFKC").slice(0, 1) || sign).join("");
  if (compiled(rules.email).test(folded)) return "email";
  const nik = searched(rules.nik, folded);
  if (nik && !wholly(rules.years, nik[0])) return "";
  for (let found = searched(rules.telephone, folded); found;
    found = searched(rules.telephone, folded, found.index + found[0].length)) {
    const digits = found[0].replace(/\D/g, "").length;
    const fewest = rules.fewest[found[0].indexOf("(") >= 0 ? 1 : 0];
    if (fewest <= digits && digits <= rules.most && !wholly(rules.grouped, found[0])) {
      return "telephone";
    }
  }
  return null;
}

// Returns the problem of a breakdown, { code, variant, sum }, or null; a part that is withheld is
// null (hooks/terang/model/breakdown.py).
function partsFault(low, high, precision, given) {
  const known = given.filter((part) => part !== null);
  const withheld = given.length - known.length;
  const sum = total(known);
  // Everything twice: half of a precision may need one more digit.
  const twice = total([sum, sum]);
  const leeway = total(Array(given.length + 1).fill(precision || "0"));
  const isAbove = compare(twice, total([high, high, leeway])) > 0;
  if (withheld === 1) return { code: "suppressed-alone", variant: "", sum };
  if (withheld) {
    if (isAbove) return { code: "breakdown-sum", variant: "above", sum };
    return compare(sum, high) ? null : { code: "suppressed-alone", variant: "revealed", sum };
  }
  const isBelow = compare(total([twice, leeway]), total([low, low])) < 0;
  if (!isAbove && !isBelow) return null;
  return { code: "breakdown-sum", variant: precision ? "" : "rounded", sum };
}

export {
  compare, dateReadings, isId, isWebAddress, numberReadings, parsePeriod, parts, partsFault,
  personalData, shifted, shownReading, slug,
};
