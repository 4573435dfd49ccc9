// Sets a pasted list against what employers ask for, in this browser: nothing leaves it.
"use strict";

(function () {
  const form = document.getElementById("audit");
  if (!form || !window.SOUGHT || !window.SOUGHT_FILTER) return;
  const F = window.SOUGHT_FILTER;
  const result = document.getElementById("audit-result");
  const LONGEST = 2000;
  const AT_ONCE = 20;
  // Above this cost of the search a name is no match; two this near each other are for a person.
  const CLOSE = 5;
  const NEAR = 0.4;

  const shares = new Map();
  window.SOUGHT_SHARES = function (area, rows) { shares.set(area, rows); };

  // The words of a name but those that many names share, sorted.
  function telling(words) {
    return words.filter(function (word) { return !window.SOUGHT.common.has(word); }).sort().join(" ");
  }

  function match(line) {
    const found = window.SOUGHT.find(line);
    const own = telling(window.SOUGHT.normal(line).split(" "));
    const same = found.filter(function (each) {
      return each.cost === 0 || (own && each.entry.names.some(function (name) { return telling(name.words) === own; }));
    });
    if (same.length && (same.length === 1 || same[0].cost === 0)) return { status: "same name", entry: same[0].entry, candidates: [] };
    if (same.length) return { status: "several", candidates: same.slice(0, 4) };
    if (!found.length || found[0].cost > CLOSE) return { status: "not in our list", candidates: found.slice(0, 3) };
    if (found.length > 1 && found[1].cost - found[0].cost < NEAR) return { status: "several", candidates: found.slice(0, 4) };
    return { status: "close", entry: found[0].entry, candidates: found.slice(1, 3) };
  }

  function answers(found, area) {
    const names = window.SOUGHT_VIEWS.names;
    const out = new Map();
    (shares.get(area) || []).forEach(function (share) {
      out.set(share[0], { verdict: F.verdicts[share[1]], relevant: share[2], jobs: 0, employers: 0 });
    });
    found.rows.forEach(function (row) {
      const page = names[row.credential][0];
      const own = out.get(page) || { verdict: "not enough data", relevant: 0 };
      own.jobs = row.jobs;
      own.employers = row.employers;
      own.row = row;
      out.set(page, own);
    });
    return out;
  }

  function verdict(own) {
    if (!own) return "not enough data";
    if (own.verdict === "rarely" && !own.jobs) return "nobody asks here";
    return own.verdict;
  }

  function run(lines, area, found) {
    const rows = [];
    const by = answers(found, area);
    let n = 0;
    (function some() {
      lines.slice(n, n + AT_ONCE).forEach(function (line) {
        const row = Object.assign({ line: line }, match(line));
        if (row.entry) row.own = by.get(row.entry.file);
        rows.push(row);
      });
      n += AT_ONCE;
      if (n < lines.length) {
        result.replaceChildren(F.element("p", "Looked at " + n + " of " + lines.length + " lines."));
        setTimeout(some, 0);
      } else {
        show(rows, area, found, by);
      }
    })();
  }

  function link(entry) {
    return F.element("a", entry.name, { href: form.dataset.root + "credentials/" + entry.file });
  }

  function show(rows, area, found, by) {
    const named = new Set();
    rows.forEach(function (row) { if (row.entry) named.add(row.entry.file); });
    const place = document.getElementById("audit-state").selectedOptions[0].text.replace("All: ", "");
    const parts = [F.element("h2", "Your list in " + place, { tabindex: "-1" })];
    const words = ["often", "sometimes", "rarely", "nobody asks here", "not enough data"];
    const sums = words.map(function (word) {
      return [word, rows.filter(function (row) { return row.entry && verdict(row.own) === word; }).length];
    });
    const unmatched = rows.filter(function (row) { return !row.entry; }).length;
    parts.push(F.element("p", F.count(rows.length, "line", "lines") + ": " + sums.map(function (sum) { return F.number(sum[1]) + " " + sum[0]; }).join(", ") +
      "; " + F.number(unmatched) + " to be looked at by a person."));
    const order = words.concat([""]);
    const columns = ["Your line", "Matched", "Credential", "Asked for", "Jobs", "Employers"];
    const region = F.element("div", null, { class: "scroll", role: "region", "aria-label": "Your list", tabindex: "0" });
    const table = region.appendChild(F.element("table"));
    table.appendChild(F.element("caption", "Your list against " + F.count(found.totals.jobs, "job", "jobs") + " in " + place + ", twelve months to " + window.SOUGHT_VIEWS.until));
    const head = table.appendChild(F.element("thead")).appendChild(F.element("tr"));
    columns.forEach(function (text, n) { head.appendChild(F.element("th", text, { scope: "col", class: n > 3 ? "n" : "" })); });
    const body = table.appendChild(F.element("tbody"));
    rows.map(function (row, n) { return [order.indexOf(row.entry ? verdict(row.own) : ""), n, row]; })
      .sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; })
      .forEach(function (sorted) {
        const row = sorted[2];
        const line = body.appendChild(F.element("tr"));
        line.appendChild(F.element("th", row.line, { scope: "row" }));
        line.appendChild(F.element("td", row.status));
        const which = line.appendChild(F.element("td"));
        if (row.entry) which.appendChild(link(row.entry));
        else row.candidates.forEach(function (each, n) {
          which.append(n ? ", " : "perhaps ");
          which.appendChild(link(each.entry));
        });
        line.appendChild(F.element("td", row.entry ? verdict(row.own) : ""));
        const own = row.own || { jobs: 0, employers: 0 };
        if (row.entry && own.jobs > 0 && own.employers === 1) {
          line.appendChild(F.element("td", "one employer: not shown", { class: "n held", colspan: "2" }));
        } else {
          line.appendChild(F.element("td", row.entry ? F.number(own.jobs) : "", { class: "n" }));
          line.appendChild(F.element("td", row.entry ? F.number(own.employers) : "", { class: "n" }));
        }
      });
    parts.push(region);
    const save = F.element("button", "Save the report as CSV", { type: "button" });
    save.addEventListener("click", function () { download(rows, area); });
    parts.push(F.element("p", null, { class: "tools" }));
    parts[parts.length - 1].appendChild(save);

    const names = window.SOUGHT_VIEWS.names;
    const lacking = found.rows.filter(function (row) {
      return row.jobs >= F.small && row.employers > 1 && !named.has(names[row.credential][0]);
    }).sort(function (a, b) { return b.jobs - a.jobs; }).slice(0, 20);
    parts.push(F.element("h2", "What employers ask for that your list lacks"));
    if (!lacking.length) {
      parts.push(F.element("p", "None with " + F.small + " jobs or more from more than one employer."));
    } else {
      const list = F.element("ul", null, { class: "list" });
      lacking.forEach(function (row) {
        const item = list.appendChild(F.element("li"));
        item.appendChild(link({ name: names[row.credential][1], file: names[row.credential][0] }));
        item.append(" ");
        item.appendChild(F.element("span", F.count(row.jobs, "job", "jobs")));
      });
      parts.push(list);
    }
    result.replaceChildren.apply(result, parts);
    parts[0].focus();
  }

  function download(rows, area) {
    const out = [["listed_name", "matched", "credential", "asked_for", "state", "jobs", "employers", "jobs_in_its_occupations", "caution", "candidates"]];
    rows.forEach(function (row) {
      const own = row.own || { jobs: 0, employers: 0, relevant: 0 };
      const held = own.jobs > 0 && own.employers === 1;
      out.push([row.line, row.status, row.entry ? row.entry.name : "", row.entry ? verdict(row.own) : "", area,
        row.entry && !held ? own.jobs : "", row.entry && !held ? own.employers : "", row.entry ? own.relevant : "",
        row.entry ? F.caution(own.jobs, own.employers) : "",
        row.candidates.map(function (each) { return each.entry.name; }).join("; ")]);
    });
    F.save("sought-audit-" + area + ".csv", out);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    const lines = document.getElementById("list").value.split(/\r?\n/)
      .map(function (line) { return line.replace(/\t/g, " ").trim(); }).filter(Boolean).slice(0, LONGEST);
    if (!lines.length) {
      result.replaceChildren(F.element("p", "There is no line yet: paste your list first."));
      return;
    }
    const area = document.getElementById("audit-state").value;
    result.replaceChildren(F.element("p", "Looking."));
    window.SOUGHT.load(function () {
      F.view(area, "", "12", function (found) {
        if (!found) {
          result.replaceChildren(F.element("p", found === null ? "Not enough data: our sources hold no job there." : "The data could not be loaded."));
          return;
        }
        F.script("data/" + area + "/shares.js", function (ok) {
          if (ok) run(lines, area, found);
          else result.replaceChildren(F.element("p", "The data could not be loaded."));
        });
      });
    });
  });
  form.hidden = false;
})();
