// Prepares the text of a correction from what the address names and what the reader chooses.
"use strict";

(function () {
  const form = document.getElementById("wrong");
  if (!form) return;
  const asked = new URLSearchParams(window.location.search);
  const prepared = document.getElementById("prepared");
  const should = document.getElementById("should");
  const HEADINGS = "credential,alias,kind,ambiguous,occupation,context";

  function part(name, pattern) {
    const value = asked.get(name) || "";
    return pattern.test(value) ? value : "";
  }

  function refresh() {
    const credential = part("credential", /^[a-z0-9-]{1,100}$/);
    if (form.elements.what.value === "missing name") {
      const name = should.value.trim();
      prepared.value = "For taxonomy/data/aliases.csv:\n" + HEADINGS + "\n" +
        [credential, /[",]/.test(name) ? '"' + name.replace(/"/g, '""') + '"' : name, "variant", "", "", ""].join(",");
      return;
    }
    prepared.value = JSON.stringify({
      posting: part("posting", /^\d{1,20}$/),
      at: Number(part("at", /^\d{1,9}$/)),
      credential: credential,
      counted_as: part("said", /^(required|preferred|after hire)$/),
      wrong: form.elements.what.value,
      should_be: should.value.trim(),
    }, null, 1);
  }

  form.addEventListener("input", refresh);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("copy").addEventListener("click", function () {
    prepared.focus();
    prepared.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch (error) { done = false; }
    document.getElementById("copied").textContent = done ? "Copied." : "Marked: copy it with your keyboard.";
  });
  refresh();
  form.hidden = false;
})();
