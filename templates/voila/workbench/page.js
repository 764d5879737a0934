// What the page does before and beside the widgets: language, progress, print, and word of an ended session.
(function () {
  "use strict";
  var query = new URLSearchParams(location.search);
  var english = query.get("lang") === "en";
  document.documentElement.lang = english ? "en" : "zh-CN";

  window.voila_heartbeat = function () {};
  window.voila_process = function (index, count) {
    var bar = document.querySelector("#loading progress");
    document.getElementById("step").textContent = index + " / " + count;
    bar.max = count + 1;
    bar.value = index;
  };
  // Cells have run; widgets are drawn when the last script has come.
  window.voila_finish = function () {
    var cells = document.getElementById("cells");
    function drawn() {
      return cells.querySelector(".jupyter-widgets, .failure") || !cells.querySelector(".output");
    }
    function show() {
      if (!drawn()) return;
      document.getElementById("loading").hidden = true;
      document.body.classList.add("ready");
      watcher.disconnect();
    }
    var watcher = new MutationObserver(show);
    watcher.observe(cells, { childList: true, subtree: true });
    show();
  };

  function link(anchor, changes) {
    var asked = new URLSearchParams(query);
    asked.delete("token");
    Object.keys(changes).forEach(function (name) { asked.set(name, changes[name]); });
    anchor.search = asked.toString();
  }

  function watch(kernel, base) {
    var timer = setInterval(function () {
      fetch(base + "api/kernels/" + kernel, { credentials: "same-origin" }).then(function (answer) {
        if (answer.status !== 404) return;
        clearInterval(timer);
        document.getElementById("ended").hidden = false;
      }, function () {});
    }, 30000);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("a[data-lang]").forEach(function (anchor) { link(anchor, { lang: anchor.dataset.lang }); });
    document.querySelectorAll("a[data-keep]").forEach(function (anchor) { link(anchor, english ? { lang: "en" } : {}); });
    document.getElementById("print").addEventListener("click", function () { window.print(); });
    document.getElementById("again").addEventListener("click", function () { location.reload(); });
    var given = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    watch(given.kernelId, given.baseUrl);
  });
})();
