// The filters: which view is wanted stands in the address; its data is one script of the folder `data`.
"use strict";

(function () {
  const form = document.querySelector("form.filters");
  const audit = document.getElementById("audit");
  if (!form && !audit) return;
  const root = (form || audit).dataset.root;
  const SMALL = 10;
  const SHOWN = 100;
  const VERDICTS = ["not enough data", "rarely", "sometimes", "often"];
  const loaded = new Map();

  // A script of the folder, once; `then(true)` when it has run, `then(false)` where it is not there.
  function script(path, then) {
    if (loaded.get(path) === "done") {
      then(true);
      return;
    }
    if (loaded.has(path)) {
      loaded.get(path).push(then);
      return;
    }
    const waiting = [then];
    loaded.set(path, waiting);
    const element = document.createElement("script");
    element.src = root + path;
    element.addEventListener("load", function () {
      loaded.set(path, "done");
      waiting.forEach(function (each) { each(true); });
    });
    element.addEventListener("error", function () {
      loaded.delete(path);
      waiting.forEach(function (each) { each(false); });
    });
    document.head.appendChild(element);
  }

  const parsed = new Map();
  window.SOUGHT_VIEW = function (key, totals, rows) {
    const columns = window.SOUGHT_VIEWS.columns;
    parsed.set(key, {
      totals: { jobs: totals[0], employers: totals[1], entry_jobs: totals[2], entry_employers: totals[3] },
      rows: rows.trim() ? rows.trim().split("\n").map(function (line) {
        const cells = line.split(",").map(Number);
        const row = { credential: cells[0] };
        columns.forEach(function (name, n) { row[name] = cells[n + 1]; });
        return row;
      }).filter(function (row) { return window.SOUGHT_VIEWS.names[row.credential]; }) : [],
    });
  };

  // Calls `then` with the view, with null where our sources hold no job in it, or with undefined where
  // its data cannot be had.
  function view(area, cluster, months, then) {
    script("data/index.js", function (index) {
      if (!index) return then(undefined);
      const key = (cluster || "all");
      const there = window.SOUGHT_VIEWS.areas[area];
      if (!there || !(there[1][months] || []).includes(key)) return then(null);
      script("data/" + area + "/" + key + "-" + months + ".js", function (ok) {
        then(ok ? parsed.get(area + "/" + key + "-" + months) : undefined);
      });
    });
  }

  function number(n) { return n.toLocaleString("en-US"); }
  function count(n, one, many) { return number(n) + " " + (n === 1 ? one : many); }

  function element(name, text, attributes) {
    const out = document.createElement(name);
    if (text !== undefined && text !== null) out.textContent = text;
    Object.entries(attributes || {}).forEach(function (pair) { out.setAttribute(pair[0], pair[1]); });
    return out;
  }

  function caution(jobs, employers) {
    const out = [];
    if (jobs > 0 && jobs < SMALL) out.push("small figure");
    if (jobs > 0 && employers === 1) out.push("one employer");
    if (jobs > 0 && employers === 0) out.push("employers not named");
    return out.join(", ");
  }

  // A text as a cell of a CSV file that no spreadsheet takes for a formula.
  function cell(value) {
    let text = value === undefined || value === null ? "" : String(value);
    if (/^[=+\-@\t\r]/.test(text) && typeof value !== "number") text = "'" + text;
    return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function save(name, rows) {
    const text = rows.map(function (row) { return row.map(cell).join(","); }).join("\r\n") + "\r\n";
    const link = element("a", null, { download: name, href: URL.createObjectURL(new Blob([text], { type: "text/csv" })) });
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  window.SOUGHT_FILTER = {
    view: view, script: script, number: number, count: count, element: element, caution: caution, save: save,
    verdicts: VERDICTS, small: SMALL,
  };
  if (!form) return;

  const table = document.getElementById("view-table");
  const first = Array.from(table.childNodes);
  const title = document.getElementById("view-title");
  const about = document.getElementById("view-about");
  const said = document.getElementById("view-said");
  const everything = document.getElementById("view-all");
  let shown = null;
  const firstTitle = title.textContent;
  const firstAbout = about.textContent;
  const NAMES = ["state", "cluster", "requirement", "period", "entry"];
  const own = { state: form.dataset.state, cluster: form.dataset.cluster };
  const DEFAULTS = { state: "", cluster: "", requirement: "", period: "", entry: "" };

  function control(name) { return form.elements[name]; }

  function wanted() {
    const out = {};
    NAMES.forEach(function (name) {
      const field = control(name);
      out[name] = field.type === "checkbox" ? (field.checked ? field.value : "") : field.value;
    });
    return out;
  }

  function chosenText(name) {
    const field = control(name);
    return field.tagName === "SELECT" ? field.options[field.selectedIndex].text : "";
  }

  // What the address asks for, where a control can show it.
  function take() {
    const asked = new URLSearchParams(window.location.search || window.location.hash.replace(/^#\?/, "?"));
    NAMES.forEach(function (name) {
      const field = control(name);
      if (own[name]) return;
      const value = asked.get(name) || DEFAULTS[name];
      if (field.type === "checkbox") {
        field.checked = value === field.value;
      } else {
        field.value = value;
        if (field.value !== value) field.value = DEFAULTS[name];
      }
    });
  }

  function address(choice) {
    const parts = new URLSearchParams();
    NAMES.forEach(function (name) {
      if (choice[name] && !own[name]) parts.set(name, choice[name]);
    });
    const query = parts.toString();
    return window.location.pathname + (query ? "?" + query : "");
  }

  function isFirst(choice) {
    return NAMES.every(function (name) { return own[name] || choice[name] === DEFAULTS[name]; });
  }

  function describe(choice) {
    const out = [];
    if (!own.state) out.push(choice.state ? chosenText("state") : "United States");
    if (!own.cluster) out.push(choice.cluster ? chosenText("cluster") : "all Career Clusters");
    if (choice.requirement) out.push(chosenText("requirement").toLowerCase());
    if (choice.entry) out.push("entry level");
    out.push(chosenText("period").toLowerCase());
    const text = out.join(", ");
    return text[0].toUpperCase() + text.slice(1);
  }

  function figures(row, choice) {
    const entry = choice.entry ? "entry_" : "";
    const what = choice.requirement || "jobs";
    const jobs = row[entry + what];
    return {
      jobs: jobs,
      employers: what === "jobs" ? row[entry + "employers"] : row[entry + what + "_employers"],
      required: row[entry + "required"],
      preferred: row[entry + "preferred"],
      after_hire: row[entry + "after_hire"],
    };
  }

  // The rows of a view, those of the most jobs first, those of one employer last.
  function listed(choice, found) {
    const names = window.SOUGHT_VIEWS.names;
    const rows = found.rows.map(function (row) {
      return { name: names[row.credential], f: figures(row, choice) };
    }).filter(function (row) { return row.f.jobs > 0 || (!choice.requirement && row.f.after_hire > 0); });
    return rows.sort(function (a, b) {
      const one = a.f.jobs > 0 && a.f.employers === 1;
      const other = b.f.jobs > 0 && b.f.employers === 1;
      return one - other || b.f.jobs - a.f.jobs || b.f.after_hire - a.f.after_hire || (a.name[1] < b.name[1] ? -1 : 1);
    });
  }

  function load(choice, then) {
    view(own.state || choice.state || "US", own.cluster || choice.cluster, choice.period || "12", then);
  }

  function show(choice, found) {
    shown = null;
    everything.hidden = true;
    table.parentNode.classList.remove("waiting");
    title.textContent = describe(choice);
    if (found === undefined) {
      about.textContent = "";
      table.replaceChildren(element("p", "The data of this view could not be loaded. This says nothing of what employers ask for."));
      said.textContent = "The view could not be loaded.";
      return;
    }
    const jobs = found === null ? 0 : choice.entry ? found.totals.entry_jobs : found.totals.jobs;
    if (!jobs) {
      about.textContent = "";
      table.replaceChildren(element("p", "Not enough data: our sources hold no such job. That does not mean that nobody asks for anything."));
      said.textContent = title.textContent + ": not enough data.";
      return;
    }
    const who = choice.entry ? found.totals.entry_employers : found.totals.employers;
    about.textContent = count(jobs, "job", "jobs") + " from " + count(who, "employer", "employers") + " in our sources." +
      (jobs < 30 ? " So few jobs say little: what is missing below may well be asked for." : "");
    const rows = listed(choice, found);
    said.textContent = title.textContent + ": " + count(rows.length, "credential", "credentials") + ".";
    draw(choice, rows, SHOWN);
  }

  function draw(choice, rows, most) {
    const parts = [];
    if (!rows.length) {
      parts.push(element("p", "None of these jobs asks for a credential of our list in this way. Never named in our postings is not the same as not wanted."));
    } else {
      const region = element("div", null, { class: "scroll", role: "region", "aria-label": "Credentials asked for", tabindex: "0" });
      const drawn = element("table");
      drawn.appendChild(element("caption", (table.parentNode.dataset.caption.split(",")[0]) + ": " + title.textContent));
      const head = element("tr");
      const heads = choice.requirement ? ["Jobs: " + chosenText("requirement").toLowerCase(), "Employers"]
        : ["Jobs", "Employers", "Required", "Preferred", "After hire"];
      head.appendChild(element("th", "Credential", { scope: "col" }));
      heads.forEach(function (text) { head.appendChild(element("th", text, { scope: "col", class: "n" })); });
      drawn.appendChild(element("thead")).appendChild(head);
      const body = drawn.appendChild(element("tbody"));
      rows.slice(0, most).forEach(function (row) {
        const line = body.appendChild(element("tr"));
        const name = line.appendChild(element("th", null, { scope: "row" }));
        name.appendChild(element("a", row.name[1], { href: root + "credentials/" + row.name[0] }));
        const careful = caution(row.f.jobs, row.f.employers);
        if (row.f.jobs > 0 && row.f.employers === 1) {
          line.appendChild(element("td", "one employer: not shown", { class: "n held", colspan: String(heads.length) }));
          return;
        }
        if (careful) {
          name.append(" ");
          name.appendChild(element("small", careful, { class: "caution" }));
        }
        const cells = choice.requirement ? [row.f.jobs, row.f.employers]
          : [row.f.jobs, row.f.employers, row.f.required, row.f.preferred, row.f.after_hire];
        cells.forEach(function (n) { line.appendChild(element("td", number(n), { class: "n" })); });
      });
      region.appendChild(drawn);
      parts.push(region);
    }
    everything.hidden = rows.length <= most;
    everything.textContent = "Show all " + number(rows.length);
    shown = { choice: choice, rows: rows };
    table.replaceChildren.apply(table, parts);
  }

  function download(choice, rows) {
    const area = own.state || choice.state || "US";
    const out = [["credential_id", "credential", "state", "career_cluster", "requirement", "entry_level", "months", "until",
      "jobs", "employers", "required", "preferred", "after_hire", "caution"]];
    const cluster = own.cluster || choice.cluster;
    rows.forEach(function (row) {
      const held = row.f.jobs > 0 && row.f.employers === 1;
      const figures = held ? ["", "", "", "", ""] : [row.f.jobs, row.f.employers, row.f.required, row.f.preferred, row.f.after_hire];
      out.push([row.name[2], row.name[1], area, cluster ? (own.cluster ? document.querySelector("h1").textContent : chosenText("cluster")) : "",
        choice.requirement || "required or preferred", choice.entry ? "yes" : "any", choice.period || "12", window.SOUGHT_VIEWS.until]
        .concat(figures, [caution(row.f.jobs, row.f.employers)]));
    });
    save(["sought", area, cluster || "all", choice.requirement, choice.entry && "entry", (choice.period || "12") + "months"].filter(Boolean).join("-") + ".csv", out);
  }

  let turn = 0;
  function refresh() {
    const choice = wanted();
    const mine = ++turn;
    if (isFirst(choice)) {
      title.textContent = firstTitle;
      about.textContent = firstAbout;
    }
    // The page's own table stands until the data is there, so that nothing jumps.
    load(choice, function (found) {
      if (mine !== turn) return;
      if (found === undefined && isFirst(choice)) {
        table.replaceChildren.apply(table, first);
        shown = null;
        return;
      }
      show(choice, found);
    });
  }

  function change() {
    try {
      window.history.replaceState(null, "", address(wanted()));
    } catch (error) {
      // Some browsers forbid it for files on disk; there the part after # may change.
      window.location.replace("#" + (address(wanted()).split("?")[1] ? "?" + address(wanted()).split("?")[1] : ""));
    }
    refresh();
  }

  form.addEventListener("change", change);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    change();
  });
  window.addEventListener("popstate", function () { take(); refresh(); });
  take();
  const start = wanted();
  if (!isFirst(start)) {
    table.parentNode.classList.add("waiting");
    refresh();
  }
  everything.addEventListener("click", function () {
    draw(shown.choice, shown.rows, shown.rows.length);
    table.querySelector(".scroll").focus();
  });
  document.getElementById("view-csv").addEventListener("click", function () {
    if (shown) {
      download(shown.choice, shown.rows);
      return;
    }
    load(wanted(), function (found) {
      if (found) download(wanted(), listed(wanted(), found));
    });
  });
  document.getElementById("view-tools").hidden = false;
})();
