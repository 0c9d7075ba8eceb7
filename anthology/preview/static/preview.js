/* Put into pages by `anthology serve` alone: reloads them after a build, and shows what the build found. */
(() => {
  "use strict";
  const shown = document.currentScript.dataset.build;
  let stream = null;
  let dismissed = "";

  const host = document.createElement("div");
  host.id = "anthology-preview";
  const shadow = host.attachShadow({ mode: "open" });
  shadow.innerHTML = `<style>
    aside { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 50vh; overflow: auto;
      box-sizing: border-box; padding: .75rem 3rem .75rem 1rem; font: 15px/1.5 system-ui, sans-serif;
      color: #1c1917; background: #fef3c7; border-top: 4px solid #b45309; }
    aside.failed { background: #fee2e2; border-color: #b91c1c; }
    h2 { margin: 0 0 .25rem; font-size: 1rem; }
    ul { margin: 0; padding: 0 0 0 1.2rem; }
    li { overflow-wrap: anywhere; }
    code { font: .9em ui-monospace, monospace; }
    p { margin: 0; white-space: pre-wrap; }
    button { position: absolute; inset: .4rem .6rem auto auto; min-width: 2rem; min-height: 2rem; border: 0;
      font-size: 1.25rem; color: inherit; background: none; cursor: pointer; }
    #busy { position: fixed; inset: 0 0 auto auto; z-index: 2147483647; padding: .1rem .6rem;
      font: 13px/1.5 system-ui, sans-serif; color: #fff; background: #1c1917; }
    @media print { aside, #busy { display: none; } }
  </style><aside role="status" hidden></aside><div id="busy" hidden>building…</div>`;
  const banner = shadow.querySelector("aside");
  const busy = shadow.querySelector("#busy");

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const show = (notice) => {
    const said = JSON.stringify([notice.failed, notice.problems]);
    busy.hidden = !notice.building;
    banner.hidden = !notice.problems.length || said === dismissed;
    banner.classList.toggle("failed", notice.failed);
    const count = notice.problems.length;
    const title = notice.failed
      ? "The book could not be built; this is the last one that could."
      : `${count} ${count === 1 ? "thing" : "things"} to mend`;
    const list = document.createElement("ul");
    for (const problem of notice.problems.slice(0, 50)) {
      const item = document.createElement("li");
      if (problem.where) item.append(element("code", problem.where), " ");
      item.append(problem.what);
      if (problem.remedy) item.append(element("p", problem.remedy));
      list.append(item);
    }
    if (count > 50) list.append(element("li", `… and ${count - 50} more`));
    const close = element("button", "×");
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => {
      dismissed = said;
      banner.hidden = true;
    });
    banner.replaceChildren(element("h2", title), list, close);
  };

  const listen = () => {
    stream = new EventSource("/.anthology/events");
    stream.addEventListener("message", (event) => {
      const notice = JSON.parse(event.data);
      if (notice.build !== shown) location.reload();
      else show(notice);
    });
  };

  /* A browser keeps few connections to one host: tabs that nobody sees do without. */
  const turn = () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream) listen();
  };
  document.addEventListener("visibilitychange", turn);
  document.documentElement.append(host);
  turn();
})();
