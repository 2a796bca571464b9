/* Live cells: Run, edit and reset Python in the page; exercises are checked here.
   Nothing is loaded before the first click. Without scripts the page is as it was. */
(() => {
  const here = new URL(".", document.currentScript.src);
  const STORE = "course-progress"; // the same JSON as the file of progress()

  // What is solved -----------------------------------------------------------
  const progress = {
    get solved() {
      try {
        const stored = JSON.parse(localStorage.getItem(STORE));
        return Array.isArray(stored?.solved) ? stored.solved.filter((id) => typeof id === "string") : [];
      } catch { return []; }
    },
    set solved(ids) {
      const text = JSON.stringify({ version: 1, solved: [...new Set(ids)] }, null, 1);
      try { localStorage.setItem(STORE, text + "\n"); } catch { /* private window: this visit only */ }
      document.dispatchEvent(new Event("course-progress"));
    },
  };

  // Python -------------------------------------------------------------------
  let worker = null, last = 0;
  const jobs = new Map();
  const start = () => {
    worker = new Worker(new URL("worker.js", here));
    worker.onmessage = ({ data }) => jobs.get(data.id)?.(data);
    worker.onerror = (event) => {
      const text = `Python could not be started (${event.message || "the worker did not load"}).`;
      for (const [id, tell] of jobs) { tell({ id, kind: "error", text }); tell({ id, kind: "end", text: "error" }); }
      worker = null;
    };
  };
  const python = (job, tell) => { // job: earlier, code, offered
    if (!worker) start();
    const id = ++last;
    jobs.set(id, (message) => { if (message.kind === "end") jobs.delete(id); tell(message); });
    worker.postMessage({ id, ...job });
    return () => { // stop: the worker is thrown away, the next run starts a new one
      worker?.terminate();
      worker = null;
      for (const [, other] of jobs) other({ kind: "end", text: "stopped" });
      jobs.clear();
    };
  };

  // Cells --------------------------------------------------------------------
  const button = (text, className, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.className = `live-button ${className}`;
    made.onclick = act;
    return made;
  };

  class Cell {
    constructor(element, plan, cells) {
      Object.assign(this, { element, plan, cells, stop: null });
      this.input = element.querySelector(".cell_input");
      this.shown = this.input.firstElementChild; // the highlighted code
      this.original = this.input.querySelector("pre").textContent.replace(/\n$/, "");
      this.stored = element.querySelector(":scope > .cell_output");
      this.editor = null;
      const bar = document.createElement("div");
      bar.className = "live-bar";
      this.run_button = button(plan.exercise ? "Check" : "Run", "live-run", () => this.run());
      this.edit_button = button("Edit", "live-edit", () => this.edit());
      this.reset_button = button("Reset", "live-reset", () => this.reset());
      this.reset_button.hidden = true;
      bar.append(this.run_button, this.edit_button);
      if (plan.exercise) bar.append(button("Hint", "live-hint", () => this.hint()));
      this.status = document.createElement("span");
      this.status.className = "live-status";
      this.status.setAttribute("role", "status");
      bar.append(this.reset_button, this.status);
      this.output = document.createElement("div");
      this.output.className = "live-output cell_output";
      this.output.hidden = true;
      this.input.after(bar, this.output);
      if (plan.exercise) this.edit(false);
    }

    get code() { return this.editor ? this.editor.value : this.original; }
    get changed() { return this.code !== this.original; }

    edit(focus = true) {
      if (!this.editor) {
        const area = document.createElement("textarea");
        area.className = "live-editor";
        area.value = this.original;
        area.spellcheck = false;
        area.autocapitalize = "off";
        area.setAttribute("autocomplete", "off");
        area.setAttribute("aria-label", this.plan.exercise ? "Your answer, in Python" : "Python code of this cell");
        area.oninput = () => this.fit();
        area.onkeydown = (event) => this.key(event);
        this.editor = area;
        this.shown.hidden = true;
        this.input.append(area);
        this.edit_button.hidden = true;
        this.fit();
      }
      if (focus) this.editor.focus();
    }

    fit() {
      this.editor.rows = this.editor.value.split("\n").length;
      this.reset_button.hidden = !this.changed && !this.output.childNodes.length;
    }

    /* Shift+Enter runs. Tab indents; after Escape it moves on, as it does elsewhere. */
    key(event) {
      const area = this.editor;
      if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.run();
      } else if (event.key === "Escape") {
        this.leaving = true;
        return;
      } else if (event.key === "Tab" && !event.shiftKey && !this.leaving) {
        event.preventDefault();
        area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
        this.fit();
      } else if (event.key === "Enter") {
        const line = area.value.slice(0, area.selectionStart).split("\n").pop();
        const indent = line.match(/^ */)[0] + (/:\s*$/.test(line) ? "    " : "");
        if (indent) {
          event.preventDefault();
          area.setRangeText("\n" + indent, area.selectionStart, area.selectionEnd, "end");
          this.fit();
        }
      }
      this.leaving = false;
    }

    reset() {
      this.stop?.();
      this.editor?.remove();
      this.editor = null;
      this.shown.hidden = false;
      this.edit_button.hidden = false;
      this.output.replaceChildren();
      this.output.hidden = true;
      if (this.stored) this.stored.hidden = false;
      this.status.textContent = "";
      this.reset_button.hidden = true;
      if (this.plan.exercise) this.edit(false);
      this.run_button.focus();
    }

    /* What this cell needs; a cell that the reader has changed replaces its own part. */
    earlier() {
      const parts = [], used = new Set();
      for (const [number, statement] of this.plan.earlier) {
        const other = this.cells.get(number);
        if (!other?.changed) parts.push(statement);
        else if (!used.has(number)) { used.add(number); parts.push(other.code); }
      }
      return parts;
    }

    run() {
      const { offered } = this.plan;
      this.execute({ earlier: this.earlier(), code: this.code, offered }, true);
    }

    hint() {
      const id = JSON.stringify(this.plan.exercise);
      const code = `from course_lib.exercises import hint\nhint(${id})`;
      this.execute({ earlier: [], code, offered: [] }, false);
    }

    execute(job, replace) {
      if (this.stop) { this.stop(); return; }
      const from = performance.now();
      const label = this.run_button.textContent;
      this.run_button.textContent = "Stop";
      this.status.textContent = worker ? "running" : "starting Python, a few seconds";
      if (this.stored) this.stored.hidden = true;
      if (replace) this.output.replaceChildren();
      this.output.hidden = false;
      this.stop = python(job, ({ kind, text }) => {
        if (kind !== "end") { this.put(kind, text); return; }
        this.stop = null;
        this.run_button.textContent = label;
        const seconds = ((performance.now() - from) / 1000).toFixed(1);
        const said = { done: `done in ${seconds} s`, error: "stopped at an error", stopped: "stopped" };
        this.status.textContent = said[text];
        this.element.dataset.live = text;
        this.output.hidden = !this.output.childNodes.length;
        this.reset_button.hidden = false;
      });
    }

    put(kind, text) {
      if (kind === "solved") { progress.solved = [...progress.solved, text]; return; }
      if (kind === "html") {
        const box = document.createElement("div");
        box.className = "output text_html";
        box.innerHTML = text;
        this.output.append(box);
        return;
      }
      let pre = this.output.lastElementChild;
      if (pre?.dataset.kind !== kind) {
        pre = document.createElement("pre");
        pre.dataset.kind = kind;
        pre.tabIndex = 0;
        pre.className = kind === "error" ? "live-error" : "live-text";
        this.output.append(pre);
      }
      pre.textContent += text;
    }
  }

  // Progress in the table of contents, and on its own page ------------------------
  const chapters = () => window.courseExercises ?? []; // [{page, title, ids}]
  const count = (ids) => { const solved = new Set(progress.solved); return ids.filter((id) => solved.has(id)).length; };

  const mark = () => {
    const root = document.documentElement.dataset.content_root ?? "";
    for (const { page, ids } of chapters()) {
      const target = new URL(`${root}${page}.html`, document.baseURI).pathname;
      for (const link of document.querySelectorAll(".bd-sidebar-primary .toctree-l1 > a")) {
        if (link.pathname !== target) continue;
        link.querySelector(".course-solved")?.remove();
        const n = count(ids);
        if (!n) continue;
        const badge = document.createElement("span");
        badge.className = "course-solved";
        badge.append(`${n}/${ids.length}`, spoken(" exercises solved"));
        link.append(badge);
      }
    }
  };

  const spoken = (text) => {
    const made = document.createElement("span");
    made.className = "visually-hidden";
    made.textContent = text;
    return made;
  };

  const table = (place) => {
    const all = chapters();
    const root = document.documentElement.dataset.content_root ?? "";
    const done = all.reduce((sum, { ids }) => sum + count(ids), 0);
    const total = all.reduce((sum, { ids }) => sum + ids.length, 0);
    place.querySelector(".course-total").textContent = `${done} of ${total} exercises solved`;
    const rows = all.map(({ page, title, ids }) => {
      const row = document.createElement("tr");
      const name = document.createElement("th");
      name.scope = "row";
      const link = document.createElement("a");
      link.href = `${root}${page}.html`;
      link.textContent = title;
      name.append(link);
      const bar = document.createElement("td");
      const meter = document.createElement("progress");
      Object.assign(meter, { max: ids.length, value: count(ids) });
      meter.setAttribute("aria-label", `${title}: exercises solved`);
      bar.append(meter);
      const text = document.createElement("td");
      text.textContent = `${count(ids)} of ${ids.length}`;
      row.append(name, bar, text);
      return row;
    });
    place.querySelector("tbody").replaceChildren(...rows);
  };

  const save = () => {
    const text = JSON.stringify({ version: 1, solved: progress.solved }, null, 1) + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "progress.json";
    link.click();
    URL.revokeObjectURL(link.href);
  };

  const load = async (input, say) => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    let ids;
    try { ids = JSON.parse(await file.text()).solved; } catch { /* said below */ }
    if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) {
      say(`${file.name} is not a progress file: it should hold {"version": 1, "solved": [...]}. Nothing was changed.`);
      return;
    }
    const known = new Set(chapters().flatMap((chapter) => chapter.ids));
    const fresh = ids.filter((id) => known.has(id) && !progress.solved.includes(id));
    progress.solved = [...progress.solved, ...ids];
    say(`${fresh.length} new exercises taken from ${file.name}; ${ids.length} are in it.`);
  };

  const prepareProgress = (place) => {
    const say = (text) => { place.querySelector("[role=status]").textContent = text; };
    place.querySelector(".course-save").onclick = save;
    place.querySelector(".course-load").onchange = (event) => load(event.target, say);
    place.querySelector(".course-clear").onclick = () => {
      if (!window.confirm("Forget which exercises are solved in this browser?")) return;
      progress.solved = [];
      say("Forgotten.");
    };
    place.hidden = false;
    table(place);
    document.addEventListener("course-progress", () => table(place));
  };

  /* A browser starts no worker from a folder: the buttons would lead nowhere. */
  const served = () => {
    const note = document.createElement("p");
    note.className = "live-status";
    note.textContent = "Opened from a folder, this page cannot run its cells. Served (make book), it can.";
    return note;
  };

  // The page -----------------------------------------------------------------
  const prepare = () => {
    const plans = document.getElementById("live-cells");
    if (!plans) return;
    const found = document.querySelectorAll("div.cell.tag_live");
    const cells = new Map();
    JSON.parse(plans.textContent).forEach((plan, k) => cells.set(plan.number, new Cell(found[k], plan, cells)));
  };
  document.addEventListener("DOMContentLoaded", () => {
    if (location.protocol !== "file:") prepare();
    else document.querySelector("div.cell.tag_live")?.before(served());
    const place = document.getElementById("course-progress");
    if (place) prepareProgress(place);
    mark();
    document.addEventListener("course-progress", mark);
    window.addEventListener("storage", () => document.dispatchEvent(new Event("course-progress")));
  });
})();
