/* What was searched for is marked where it stands; the text itself is left as it is. */
const anthologyMarks = (() => {
  "use strict";
  const MOST = 1000;
  const IDEOGRAPH = "[\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff]";
  const LETTER = `(?!${IDEOGRAPH})[\\p{L}\\p{N}_]`;

  /* Words begin with what is looked for; scripts without blanks between words hold it anywhere. */
  function patternOf(beginnings) {
    const parts = beginnings.map((beginning) => {
      const literal = beginning.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
      return new RegExp(IDEOGRAPH).test(beginning) ? literal : `(?<!${LETTER})${literal}(?:${LETTER})*`;
    });
    return new RegExp(parts.join("|"), "giu");
  }

  return (place, beginnings) => {
    if (!beginnings.length || !CSS.highlights) return;
    const pattern = patternOf(beginnings);
    const ranges = [];
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() && ranges.length < MOST) {
      for (const found of texts.currentNode.data.matchAll(pattern)) {
        const range = new Range();
        range.setStart(texts.currentNode, found.index);
        range.setEnd(texts.currentNode, found.index + found[0].length);
        ranges.push(range);
      }
    }
    CSS.highlights.set("anthology-search", new Highlight(...ranges));
  };
})();

/* Long lists get a field that narrows them down; without JavaScript they are simply long. */
(() => {
  "use strict";
  const LONG = 20;

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function addFilter(article) {
    const items = [...article.querySelectorAll("ul.post-list > li, ul.overview > li, ul.index-names > li")];
    if (items.length < LONG || article.querySelector(".post")) return;
    const words = items.map((item) => plain(item.textContent));
    const groups = [...article.querySelectorAll("section section, ul.index-names")];

    const label = document.createElement("label");
    label.className = "list-filter";
    const input = document.createElement("input");
    input.type = "search";
    const count = document.createElement("output");
    label.append("Narrow down", input, count);
    const place = article.querySelector("section section, .index-letters") || items[0].closest("ul");
    place.before(label);

    input.addEventListener("input", () => {
      const wanted = plain(input.value).split(/\s+/).filter(Boolean);
      let found = 0;
      items.forEach((item, n) => {
        item.hidden = !wanted.every((word) => words[n].includes(word));
        if (!item.hidden) found += 1;
      });
      for (const group of groups) {
        const empty = !group.querySelector("li:not([hidden])");
        group.hidden = empty;
        if (group.matches("ul.index-names")) group.previousElementSibling.hidden = empty;
      }
      count.textContent = wanted.length ? `${found} of ${items.length}` : "";
    });
  }

  /* The menu of colours closes as menus do: on a choice, on a click elsewhere, on Escape. */
  const menu = document.querySelector(".theme-menu");
  if (menu) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target) || event.target.closest("button")) menu.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  /* Code that comes into sight when a box is opened scrolls by keyboard too, as the theme sees to for the rest. */
  document.addEventListener("toggle", (event) => {
    for (const pre of event.target.querySelectorAll("pre")) pre.tabIndex = pre.scrollWidth > pre.clientWidth ? 0 : -1;
  }, true);

  const article = document.querySelector(".bd-article");
  if (article) {
    addFilter(article);
    const marks = new URLSearchParams(location.search).get("mark") || "";
    anthologyMarks(article, marks.slice(0, 200).split(" ").filter(Boolean));
  }
})();
