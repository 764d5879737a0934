// Pan, zoom, reading of arrows and boxes, change of level, and pictures laid out again; the first ones are finished SVG.
(function () {
  "use strict";
  if (window.workbenchViews) return;
  var STEP = 1.25, SHIFT = 0.15, CLOSEST = 12, POINT = 96 / 72;

  function start(view) {
    view.setAttribute("data-ready", "");
    var pictures = Array.from(view.querySelectorAll(".picture"));
    var told = view.querySelector(".told");
    var levels = Array.from(view.querySelectorAll("button[data-level]"));
    var statuses = JSON.parse(view.getAttribute("data-statuses"));
    var svg = null, shown = 0;
    var relayout = window.workbenchRelayout, plans = pictures.map(planOf), wish = null, wishes = 0;

    function planOf(picture) {
      var plan = picture.querySelector("script.plan");
      return plan && relayout.available() ? JSON.parse(plan.textContent) : null;
    }

    function whole() { return svg.getAttribute("data-whole").split(" ").map(Number); }
    function seen() { return svg.getAttribute("viewBox").split(" ").map(Number); }

    function look(x, y, width) {
      var all = whole();
      width = Math.min(all[2], Math.max(all[2] / CLOSEST, width));
      var height = width * all[3] / all[2];
      x = Math.min(Math.max(x, all[0]), all[0] + all[2] - width);
      y = Math.min(Math.max(y, all[1]), all[1] + all[3] - height);
      svg.setAttribute("viewBox", [x, y, width, height].join(" "));
      svg.classList.toggle("near", width < all[2] * 0.999);
    }

    // Zoom so that the point at a share of the picture stays where it is.
    function zoom(factor, acrossShare, downShare) {
      var box = seen(), all = whole();
      var width = Math.min(all[2], Math.max(all[2] / CLOSEST, box[2] / factor));
      look(box[0] + (box[2] - width) * acrossShare, box[1] + (box[3] - width * all[3] / all[2]) * downShare, width);
    }

    function shift(across, down) {
      var box = seen();
      look(box[0] + across * box[2], box[1] + down * box[3], box[2]);
    }

    function reset() {
      if (wish.changed()) begin();
      look(whole()[0], whole()[1], whole()[2]);
    }

    function show(index) {
      clear();
      shown = index;
      pictures.forEach(function (picture, at) { picture.hidden = at !== index; });
      levels.forEach(function (button, at) { button.setAttribute("aria-pressed", String(at === index)); });
      begin();
    }

    // The picture of the print, and nothing wished yet.
    function begin() {
      var original = pictures[shown].querySelector("svg:not(.again)"), again = pictures[shown].querySelector("svg.again");
      if (again) again.remove();
      original.style.display = "";
      svg = original;
      wishes += 1;
      wish = {
        direction: "", hidden: new Set(), box: null, chosen: null,
        changed: function () { return Boolean(this.direction || this.hidden.size || this.box !== null); }
      };
      offer();
    }

    // Buttons of what can be laid out again: one per kind of arrow, the way of the stream, the neighbours of a box.
    function offer() {
      var plan = plans[shown], bar = view.querySelector(".again-bar");
      bar.hidden = !plan;
      bar.querySelectorAll("label").forEach(function (label) { label.remove(); });
      if (!plan) return;
      Array.from(new Set(plan.kinds)).forEach(function (kind) {
        var label = document.createElement("label"), tick = document.createElement("input");
        tick.type = "checkbox";
        tick.checked = true;
        tick.setAttribute("data-kind", kind);
        tick.addEventListener("change", function () {
          if (tick.checked) wish.hidden.delete(kind); else wish.hidden.add(kind);
          again();
        });
        label.append(tick, plan.names[kind]);
        bar.append(label);
      });
    }

    function choose(box) {
      var at = Number(box.getAttribute("data-part").slice(1));
      wish.chosen = at;
      tell(box);
    }

    function turn() {
      var now = wish.direction || plans[shown].graph.layoutOptions["elk.direction"];
      wish.direction = now === "DOWN" ? "RIGHT" : "DOWN";
      again();
    }

    function near() {
      if (wish.box === null && wish.chosen === null) { told.textContent = view.getAttribute("data-choose"); return; }
      wish.box = wish.box === null ? wish.chosen : null;
      again();
    }

    function again() {
      var index = shown, number = ++wishes, original = pictures[index].querySelector("svg:not(.again)");
      relayout.relayout(original, plans[index], wish).then(function (drawn) {
        if (number !== wishes) return;  // another wish came meanwhile
        var before = pictures[index].querySelector("svg.again");
        if (before) before.remove();
        drawn.classList.add("again");
        drawn.removeAttribute("data-whole");
        original.style.display = "none";
        pictures[index].append(drawn);
        relayout.fit(drawn);
        attach(drawn, index);
        svg = drawn;
        told.textContent = view.getAttribute("data-again");
      }).catch(function (error) { told.textContent = String(error.message || error); });
    }


    function flows() { return Array.from(svg.querySelectorAll("g[data-source]")); }

    // Boxes that can be reached from a box along the arrows (or against them).
    function reached(first, from, to) {
      var found = new Set([first]), waiting = [first], arrows = flows();
      while (waiting.length) {
        var here = waiting.pop();
        arrows.forEach(function (arrow) {
          var next = arrow.getAttribute(to);
          if (arrow.getAttribute(from) === here && !found.has(next)) { found.add(next); waiting.push(next); }
        });
      }
      return found;
    }

    // An arrow lies on a loop through a→b if b leads to it and it leads back to a.
    function loopOf(source, target) {
      var after = reached(target, "data-source", "data-target");
      var before = reached(source, "data-target", "data-source");
      return flows().filter(function (arrow) {
        return after.has(arrow.getAttribute("data-source")) && before.has(arrow.getAttribute("data-target"));
      });
    }

    function clear() {
      if (!svg) return;
      svg.querySelectorAll(".chosen, .loop, .aside").forEach(function (part) {
        part.classList.remove("chosen", "loop", "aside");
      });
      told.textContent = "";
    }

    function tell(part) {
      clear();
      var box = part.getAttribute("data-box"), source = part.getAttribute("data-source");
      var loop = [], own = [part];
      if (box !== null) {
        loop = loopOf(box, box);
        own = own.concat(flows().filter(function (arrow) {
          return arrow.getAttribute("data-source") === box || arrow.getAttribute("data-target") === box;
        }));
      } else if (source !== null) {
        var target = part.getAttribute("data-target");
        var back = reached(target, "data-source", "data-target").has(source);
        loop = back ? loopOf(source, target) : [];
        own = own.concat(flows().filter(function (arrow) {
          return arrow.getAttribute("data-source") === source && arrow.getAttribute("data-target") === target
            && words(arrow) === words(part);
        }));
      }
      own.forEach(function (each) { each.classList.add("chosen"); });
      loop.forEach(function (each) { each.classList.add("loop"); });
      flows().forEach(function (arrow) {
        if (own.indexOf(arrow) < 0 && loop.indexOf(arrow) < 0) arrow.classList.add("aside");
      });
      var lines = [part.getAttribute("data-name")].concat(words(part).split("\n").map(withStatus)).filter(Boolean);
      if (loop.length) lines.push(view.getAttribute("data-loop"));
      told.textContent = lines.join("　");
    }

    function words(part) {
      var title = part.querySelector("title");
      return title ? title.textContent : "";
    }

    // Amounts are written with a sign that tells how they were obtained; here the word is said as well.
    function withStatus(line) {
      var amount = line.split(" ").reverse().find(function (word) { return /^([≈(]?[−-]?[\d,.]+[)*‼]?|\?)$/.test(word); });
      var sign = amount && statuses.find(function (status) { return amount.indexOf(status[0]) >= 0; });
      return sign ? line + "（" + sign[1] + "）" : line;
    }

    function readable() { return Array.from(svg.querySelectorAll("[data-box], g:has(> title)")); }

    function partAt(event) {
      var part = event.target.closest("[data-box], g");
      return part && svg.contains(part) && (part.hasAttribute("data-box") || words(part)) ? part : null;
    }

    function open(part) {
      var index = levels.findIndex(function (button) {
        return button.getAttribute("data-level") === part.getAttribute("data-name");
      });
      if (index >= 0) show(index);
    }

    function step(by) {
      var parts = readable(), now = parts.findIndex(function (part) { return part === document.activeElement; });
      var next = parts[(now + by + parts.length) % parts.length];
      if (!next) return;
      next.setAttribute("tabindex", "-1");
      next.focus();
      if (next.hasAttribute("data-box")) choose(next); else tell(next);
    }

    var keys = {
      "+": function () { zoom(STEP, 0.5, 0.5); }, "=": function () { zoom(STEP, 0.5, 0.5); },
      "-": function () { zoom(1 / STEP, 0.5, 0.5); }, "0": reset,
      ArrowLeft: function () { shift(-SHIFT, 0); }, ArrowRight: function () { shift(SHIFT, 0); },
      ArrowUp: function () { shift(0, -SHIFT); }, ArrowDown: function () { shift(0, SHIFT); },
      n: function () { step(1); }, p: function () { step(-1); }, Escape: clear, turn: turn, near: near
    };
    view.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" && document.activeElement.hasAttribute("data-box")) open(document.activeElement);
      else if (keys[event.key]) keys[event.key]();
      else return;
      if (event.target.tagName !== "BUTTON" || event.key !== "Enter") event.preventDefault();
      event.stopPropagation();
    });
    view.querySelectorAll("button[data-key]").forEach(function (button) {
      button.addEventListener("click", function () { keys[button.getAttribute("data-key")](); });
    });
    levels.forEach(function (button, index) { button.addEventListener("click", function () { show(index); }); });

    var fingers = new Map(), moved = false;
    function attach(own, index) {
      own.setAttribute("data-whole", own.getAttribute("viewBox"));
      own.setAttribute("tabindex", "0");
      own.querySelectorAll("[data-box]").forEach(function (box) {
        var name = box.getAttribute("data-name");
        var at = levels.findIndex(function (button) { return button.getAttribute("data-level") === name; });
        if (at >= 0 && at !== index) box.classList.add("opens");
      });
      function share(event) {
        var area = own.getBoundingClientRect();
        return [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
      }
      // The wheel scrolls the page until the picture has been chosen by a click or a key.
      own.addEventListener("wheel", function (event) {
        if (!event.ctrlKey && !own.contains(document.activeElement)) return;
        event.preventDefault();
        var at = share(event);
        zoom(event.deltaY < 0 ? STEP : 1 / STEP, at[0], at[1]);
      }, { passive: false });
      own.addEventListener("pointerdown", function (event) { fingers.set(event.pointerId, share(event)); moved = false; });
      own.addEventListener("pointermove", function (event) {
        var before = fingers.get(event.pointerId), now = share(event);
        if (!before) return;
        var other = Array.from(fingers).find(function (finger) { return finger[0] !== event.pointerId; });
        if (other) {
          var apart = function (a) { return Math.hypot(a[0] - other[1][0], a[1] - other[1][1]) || 0.001; };
          zoom(apart(now) / apart(before), (now[0] + other[1][0]) / 2, (now[1] + other[1][1]) / 2);
        } else { shift(before[0] - now[0], before[1] - now[1]); }
        if (Math.hypot(now[0] - before[0], now[1] - before[1]) > 0.004) moved = true;
        fingers.set(event.pointerId, now);
      });
      ["pointerup", "pointercancel", "pointerleave"].forEach(function (name) {
        own.addEventListener(name, function (event) { fingers.delete(event.pointerId); });
      });
      own.addEventListener("pointerover", function (event) {
        var part = partAt(event);
        if (part) tell(part);
      });
      own.addEventListener("pointerleave", clear);
      own.addEventListener("click", function (event) {
        var part = partAt(event);
        if (moved || !part) return;
        if (part.hasAttribute("data-box")) choose(part);
        if (part.classList.contains("opens")) open(part);
      });
    }
    pictures.forEach(function (picture, index) { attach(picture.querySelector("svg"), index); });
    window.addEventListener("beforeprint", function () { show(0); reset(); });
    show(0);
    // On a phone the stream of a wide picture runs downward, so that the letters stay readable.
    var share = view.getBoundingClientRect().width / (whole()[2] * POINT);
    if (plans[0] && share < 0.6 && plans[0].graph.layoutOptions["elk.direction"] !== "DOWN") turn();
  }

  // A large page arrives in pieces: a view starts when its last element is there.
  function startAll() {
    document.querySelectorAll(".workbench-view:not([data-ready]):has(> .complete)").forEach(start);
  }
  // A notebook may run this before the output stands in the page.
  window.workbenchViews = function () {
    [0, 50, 500].forEach(function (wait) { window.setTimeout(startAll, wait); });
  };
})();
