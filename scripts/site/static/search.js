// The search for a credential: names and other names, small typos forgiven, all on this page.
"use strict";

(function () {
  const form = document.querySelector("form.search");
  if (!form) return;
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const said = form.querySelector("[role=status]");
  const root = form.dataset.root;
  const SHOWN = 8;
  // Words that many names share; a query's may be missing from the name.
  const COMMON = new Set(("a an and certificate certification certified card credential for in license licensed " +
    "of or permit registered registration state the valid").split(" "));
  let entries = null;
  let names = [];  // of all entries
  let holders = new Map();  // for each word, the names that have it
  let vocabulary = [];  // each of these words, and which letters it has
  let results = [];
  let active = -1;

  // The same normal form as the program's: + # & tell names apart.
  function normal(text) {
    return (/^[\x00-\x7f]*$/.test(text) ? text : text.normalize("NFKC")).toLowerCase().replace(/licence/g, "license")
      .replace(/['\u2019\u2018\u00b4`]/g, "").replace(/[^\p{L}\p{N}+#&]+/gu, " ").trim();
  }

  function prepare(index) {
    entries = index.map(function (row) {
      const entry = { file: encodeURIComponent(row[0]) + ".html", name: row[1], jobs: row[2] };
      entry.names = [row[1]].concat(row[3]).map(function (form, n) {
        const text = normal(form);
        const name = { form: form, text: text, words: text.split(" "), entry: entry, other: n > 0 };
        name.words.forEach(function (word) {
          const held = holders.get(word);
          if (held) held.push(name);
          else holders.set(word, [name]);
        });
        names.push(name);
        return name;
      });
      return entry;
    });
    vocabulary = Array.from(holders.keys(), function (word) { return { word: word, letters: letters(word) }; });
  }

  // One bit for each letter; what is none shares the last one.
  function letters(word) {
    let bits = 0;
    for (let i = 0; i < word.length; i++) {
      const n = word.charCodeAt(i) - 97;
      bits |= 1 << (n >= 0 && n < 26 ? n : 26);
    }
    return bits;
  }

  function count(bits) {
    let n = 0;
    for (; bits; n++) bits &= bits - 1;
    return n;
  }

  // The index is fetched as a script when the box is first used, which works from a folder too.
  let asked = false;
  let waiting = [];
  function load(then) {
    if (entries) {
      if (then) then();
      return;
    }
    if (then) waiting.push(then);
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = root + "search-index.js";
    script.addEventListener("load", function () {
      prepare(window.SOUGHT_INDEX || []);
      window.SOUGHT_INDEX = undefined;
      if (document.activeElement === input) show();
      waiting.forEach(function (each) { each(); });
      waiting = [];
    });
    script.addEventListener("error", function () { asked = false; });
    document.head.appendChild(script);
  }

  // Edits between two words, neighbors swapped being one; stops above the limit.
  function distance(a, b, limit) {
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let before = null;
    let last = Array.from({ length: b.length + 1 }, function (_, i) { return i; });
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
        if (before && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        row[j] = cost;
        least = Math.min(least, cost);
      }
      if (least > limit) return limit + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // For a word of the query, the words of names that it may stand for, with what they cost.
  const known = new Map();
  function near(word) {
    if (known.has(word)) return known.get(word);
    const out = new Map();
    if (known.size > 500) known.clear();
    known.set(word, out);
    const limit = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    const own = letters(word);
    vocabulary.forEach(function (each) {
      const other = each.word;
      if (other === word) {
        out.set(other, 0);
      } else if (other.startsWith(word)) {
        out.set(other, 0.3);
      // Every letter that the other lacks is an edit.
      } else if (limit && count(own & ~each.letters) <= limit) {
        let d = distance(word, other, limit);
        if (d > limit && other.length > word.length) d = distance(word, other.slice(0, word.length), limit) + 0.5;
        if (d <= limit + 0.5) out.set(other, 2 * d);
      }
    });
    return out;
  }

  // What a name costs for a query; ``partly``: words of the query may be missing from the name.
  function cost(name, query, words, nears, partly) {
    if (name.text === query) return 0;
    if (name.text.startsWith(query)) return 1 + name.text.length / 1000;
    let sum = 0;
    let hits = 0;
    for (let i = 0; i < words.length; i++) {
      let best = Infinity;
      name.words.forEach(function (word) {
        const c = nears[i].get(word);
        if (c !== undefined && c < best) best = c;
      });
      if (best < Infinity) {
        sum += best;
        hits += COMMON.has(words[i]) ? 0 : 1;
      } else if (COMMON.has(words[i])) {
        sum += 0.5;
      } else if (partly) {
        sum += 5;
      } else {
        return Infinity;
      }
    }
    if (!hits && words.some(function (word) { return !COMMON.has(word); })) return Infinity;
    return 2 + sum + Math.abs(name.words.length - words.length) / 10;
  }

  function find(text) {
    const query = normal(text).slice(0, 100);
    if (!query || !entries) return [];
    const words = query.split(" ");
    const nears = words.map(near);
    const found = match(query, words, nears, false);
    return (found.length || words.length < 2 ? found : match(query, words, nears, true)).slice(0, SHOWN);
  }

  // The names that can match: those with the telling word that the fewest have, or any of them.
  function candidates(words, nears, partly) {
    const sets = [];
    words.forEach(function (word, i) {
      if (COMMON.has(word)) return;
      const set = new Set();
      nears[i].forEach(function (_, other) {
        holders.get(other).forEach(function (name) { set.add(name); });
      });
      sets.push(set);
    });
    if (!sets.length) return names;
    if (!partly) return sets.reduce(function (a, b) { return b.size < a.size ? b : a; });
    const all = new Set();
    sets.forEach(function (set) { set.forEach(function (name) { all.add(name); }); });
    return all;
  }

  function match(query, words, nears, partly) {
    const best = new Map();
    candidates(words, nears, partly).forEach(function (name) {
      const c = cost(name, query, words, nears, partly) + (name.other ? 0.05 : 0);
      const held = best.get(name.entry);
      if (c < Infinity && (!held || c < held.cost)) best.set(name.entry, { entry: name.entry, cost: c, by: name });
    });
    const found = Array.from(best.values());
    found.sort(function (a, b) {
      return a.cost - b.cost || b.entry.jobs - a.entry.jobs || (a.entry.name < b.entry.name ? -1 : 1);
    });
    return found;
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function show() {
    results = find(input.value);
    list.replaceChildren();
    active = -1;
    input.removeAttribute("aria-activedescendant");
    if (!input.value.trim() || !entries) {
      said.textContent = "";
      close();
      return;
    }
    results.forEach(function (result, n) {
      const item = document.createElement("li");
      item.id = "found-" + n;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = result.entry.name;
      const note = document.createElement("small");
      const jobs = result.entry.jobs;
      note.textContent = (result.by.form === result.entry.name ? "" : "also: " + result.by.form + " · ") +
        (jobs ? jobs.toLocaleString("en-US") + (jobs === 1 ? " job" : " jobs") : "not asked for in our postings");
      item.appendChild(note);
      item.addEventListener("mousedown", function (event) { event.preventDefault(); });
      item.addEventListener("click", function () { go(n); });
      list.appendChild(item);
    });
    if (!results.length) {
      const item = document.createElement("li");
      item.className = "none";
      item.setAttribute("role", "option");
      item.setAttribute("aria-disabled", "true");
      item.textContent = "No credential of our list is called that. Press Enter for the whole list.";
      list.appendChild(item);
    }
    said.textContent = results.length ? results.length + (results.length === 1 ? " credential" : " credentials") + " found"
      : "No credential found";
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function mark(n) {
    active = n;
    Array.from(list.children).forEach(function (item, i) {
      item.setAttribute("aria-selected", String(i === n));
    });
    if (n < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", "found-" + n);
      list.children[n].scrollIntoView({ block: "nearest" });
    }
  }

  function go(n) {
    window.location.href = root + "credentials/" + results[n].entry.file;
  }

  input.addEventListener("focus", function () { load(); });
  input.addEventListener("input", function () {
    load();
    show();
  });
  input.addEventListener("keydown", function (event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show();
      if (!results.length) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = active < 0 && step < 0 ? results.length - 1 : (active + step + results.length) % results.length;
      mark(next);
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", function (event) {
    if (!input.value.trim()) return;
    if (list.hidden) results = find(input.value);
    if (results.length) {
      event.preventDefault();
      go(active < 0 ? 0 : active);
    }
  });

  form.hidden = false;
  // For the page that checks a list.
  window.SOUGHT = { load: load, find: find, normal: normal, common: COMMON };
})();
