/* Search: loads the few files of the index that a query needs, as scripts, so that it works without a server. */
const anthologySearch = (() => {
  "use strict";
  const SHOWN = 20;
  const KINDS = { author: "Author", project: "Project", topic: "Topic", cycle: "Cycle", year: "Year", channel: "Blog" };
  const IDEOGRAPHS = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+/g;
  const CLOSE = 8; // beginnings of words that are followed up

  const waiting = new Map();
  const loaded = new Map();
  const stemmer = typeof Stemmer === "function" ? new Stemmer() : { stemWord: (word) => word };
  const common = new Set(typeof stopwords === "undefined" ? [] : stopwords);
  const results = document.querySelector(".search-results");
  const root = results.dataset.root;

  function load(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((done, fail) => {
        waiting.set(name, done);
        const script = document.createElement("script");
        script.src = `${root}_search/${name}.js`;
        script.onerror = fail;
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }
  const arrived = (name, data) => waiting.get(name)(data);

  /* The same terms as search_index.py makes of words, each with the word that was asked for and how such words begin. */
  function termsOf(text) {
    const terms = new Map();
    const words = typeof splitQuery === "function" ? splitQuery(text) : text.split(/[^\p{L}\p{N}_]+/u);
    for (const word of words.filter(Boolean)) {
      for (const run of word.match(IDEOGRAPHS) || []) {
        for (let n = 0; n < Math.max(1, run.length - 1); n += 1) terms.set(run.slice(n, n + 2), [run, run]);
      }
      for (const part of word.split(IDEOGRAPHS).filter(Boolean)) {
        const lower = part.toLowerCase();
        if (common.has(lower)) continue;
        const term = stemmer.stemWord(lower).toLowerCase() || lower;
        // The stem of "library" is "librari", so that "libraries" is found by it too.
        let same = 0;
        while (same < term.length && term[same] === lower[same]) same += 1;
        terms.set(term, [part, same > 1 ? lower.slice(0, same) : lower]);
      }
    }
    return terms;
  }

  function unpack(packed) {
    const weights = new Map();
    let page = -1;
    for (const [, step, weight] of packed.matchAll(/([0-9a-z]+)([A-Z])/g)) {
      page += parseInt(step, 36);
      weights.set(page, weight.charCodeAt(0) - 64);
    }
    return weights;
  }

  /* Pages by weight; a term that no page has stands for the words that begin with it. */
  async function pagesWith(term) {
    const { firsts } = await load("start");
    let at = firsts.length - 1;
    while (at > 0 && firsts[at] > term) at -= 1;
    if (at < 0) return new Map();
    const terms = await load(`t${at}`);
    if (Object.hasOwn(terms, term)) return unpack(terms[term]);
    const found = new Map();
    for (const longer of Object.keys(terms).filter((other) => other.startsWith(term)).slice(0, CLOSE)) {
      for (const [page, weight] of unpack(terms[longer])) found.set(page, Math.max(weight, found.get(page) || 0));
    }
    return found;
  }

  /* Pages that have all terms, best first: rare words count for more; with them the terms that no page has. */
  async function find(terms, labels) {
    const { pages } = await load("start");
    const lists = await Promise.all([...terms, ...labels].map(pagesWith));
    const missing = terms.filter((_, n) => !lists[n].size);
    const ranked = [];
    const shortest = lists.reduce((a, b) => (b.size < a.size ? b : a));
    for (const page of shortest.keys()) {
      if (!lists.every((list) => list.has(page))) continue;
      const score = lists.slice(0, terms.length)
        .reduce((sum, list) => sum + Math.log(1 + pages / list.size) * list.get(page), 0);
      ranked.push([page, score]);
    }
    const found = ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([page]) => page);
    return [found, missing];
  }

  /* Posts by their dates; what has none, such as a chapter, comes last. */
  async function byDate(found, newest) {
    const days = (await load("dates")).split(",");
    const turn = newest ? -1 : 1;
    const pages = found || [...days.keys()].filter((page) => days[page]);
    const dated = [...pages].map((page) => [page, parseInt(days[page], 36) || 0]);
    dated.sort((a, b) => !a[1] - !b[1] || turn * (a[1] - b[1]) || a[0] - b[0]);
    return dated.map(([page]) => page);
  }

  async function show(found, from, marks) {
    const { per } = await load("start");
    const items = await Promise.all(found.slice(from, from + SHOWN).map(async (page) => {
      const [title, uri, detail, description] = (await load(`p${Math.floor(page / per)}`))[page % per];
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = marks.length ? `${root}${uri}?${new URLSearchParams({ mark: marks.join(" ") })}` : root + uri;
      link.textContent = title;
      link.dir = "auto";
      item.append(link);
      for (const [name, text] of [["result-detail", detail], ["result-description", description]]) {
        if (!text) continue;
        const line = document.createElement("p");
        line.className = name;
        line.dir = "auto";
        line.textContent = text;
        item.append(line);
      }
      return item;
    }));
    results.append(...items);
    anthologyMarks(results, marks);
    const more = document.querySelector(".search-more");
    more.hidden = from + SHOWN >= found.length;
    more.onclick = async () => {
      await show(found, from + SHOWN, marks);
      results.children[from + SHOWN].querySelector("a").focus();
    };
  }

  function addChoice(place, title, name, options, chosen) {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.name = name;
    for (const [value, words] of options) select.append(new Option(words, value));
    select.value = chosen;
    label.append(`${title} `, select);
    place.append(label);
  }

  async function addFilters(chosen) {
    const names = await load("names");
    const place = document.querySelector(".search-filters");
    for (const [kind, title] of Object.entries(KINDS)) {
      if (!(names[kind] || []).length) continue;
      const options = [["", "any"], ...names[kind]];
      addChoice(place, title, kind, options, chosen.get(kind) || "");
    }
    /* Without words no post is better than another. */
    const oldest = ["oldest", "Oldest first"];
    const orders = (chosen.get("q") || "").trim() ? [["", "Best first"], oldest] : [["", oldest[1]]];
    orders.push(["newest", "Newest first"]);
    const order = chosen.get("sort");
    addChoice(place, "Order", "sort", orders, orders.some(([value]) => value === order) ? order : "");
    const narrow = place.closest("details");
    const chosenAny = [...place.querySelectorAll("select")].some((select) => select.value);
    // On a phone the choices would push the results out of sight.
    narrow.open = chosenAny || matchMedia("(min-width: 700px)").matches;
    narrow.hidden = false;
  }

  async function run() {
    const asked = new URLSearchParams(location.search);
    const form = document.querySelector(".search-form");
    const words = (asked.get("q") || "").trim();
    const count = document.querySelector(".search-count");
    form.elements.q.value = words;
    if (!location.search) form.elements.q.focus();
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
    });
    addEventListener("pageshow", () => { for (const field of form.elements) field.disabled = false; });
    const labels = Object.keys(KINDS).filter((kind) => asked.get(kind)).map((kind) => `${kind}:${asked.get(kind)}`);
    const terms = termsOf(words);
    const marks = [...new Set([...terms.values()].map(([, beginning]) => beginning))];
    try {
      await addFilters(asked);
      const order = asked.get("sort");
      if (words && !terms.size && !labels.length) {
        count.textContent = "These words are too common to search for.";
        return;
      }
      count.textContent = "Searching…";
      let [found, missing] = terms.size || labels.length ? await find([...terms.keys()], labels) : [null, []];
      if (!words || order === "oldest" || order === "newest") found = await byDate(found, order === "newest");
      const what = words || labels.length ? "found" : found.length === 1 ? "post" : "posts";
      const absent = [...new Set(missing.map((term) => `“${terms.get(term)[0]}”`))].join(" or ");
      const nothing = absent ? `Nothing found: no page has ${absent}.` : "Nothing found. Try fewer words or choices.";
      count.textContent = found.length ? `${found.length.toLocaleString()} ${what}` : nothing;
      await show(found, 0, marks);
    } catch (error) {
      count.textContent = "The search index could not be loaded.";
    }
    document.documentElement.dataset.searched = "yes";
  }

  addEventListener("DOMContentLoaded", run);
  return {
    start: (data) => arrived("start", data),
    names: (data) => arrived("names", data),
    dates: (data) => arrived("dates", data),
    terms: (n, data) => arrived(`t${n}`, data),
    pages: (n, data) => arrived(`p${n}`, data),
  };
})();
