/* Runs Python off the page: Pyodide, NumPy and the course's own package.
   Gets {id, earlier, code, offered}; answers with {id, kind, text}, the last of them "end". */
const base = new URL("../pyodide/", self.location).href;
importScripts(base + "pyodide.js");

const ready = (async () => {
  const python = await loadPyodide({ indexURL: base, env: { COURSE_QUIET: "1" } });
  await python.loadPackage("numpy", { messageCallback() {} });
  const [library, digits, cell] = await Promise.all(
    ["course_lib.zip", "digits.csv.gz", "cell.py"].map(async (name) => {
      const response = await fetch(base + name);
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    }),
  );
  python.unpackArchive(library, "zip");
  python.FS.writeFile("digits.csv.gz", digits);
  python.FS.writeFile("cell.py", cell);
  const { Page } = python.pyimport("cell");
  let id = 0;
  const page = Page((kind, text) => self.postMessage({ id, kind, text }), "digits.csv.gz");
  return (job) => {
    id = job.id;
    return page.run(python.toPy(job.earlier), job.code, python.toPy(job.offered));
  };
})();

self.onmessage = async ({ data: job }) => {
  let text;
  try {
    text = (await ready)(job);
  } catch (error) {
    self.postMessage({ id: job.id, kind: "error", text: String(error) });
    text = "error";
  }
  self.postMessage({ id: job.id, kind: "end", text });
};
