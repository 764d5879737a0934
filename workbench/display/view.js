// Pan, zoom, reading of arrows and boxes, and change of level; the pictures themselves are finished SVG.
(function () {
  "use strict";
  var STEP = 1.25, SHIFT = 0.15, CLOSEST = 12;

  function start(view) {
    view.setAttribute("data-ready", "");
    var pictures = Array.from(view.querySelectorAll(".picture"));
    var told = view.querySelector(".told");
    var levels = Array.from(view.querySelectorAll("button[data-level]"));
    var statuses = JSON.parse(view.getAttribute("data-statuses"));
    var svg = null;

    function whole() { return svg.getAttribute("data-whole").split(" ").map(Number); }
    function seen() { return svg.getAttribute("viewBox").split(" ").map(Number); }

    function look(x, y, width) {
      var all = whole();
      width = Math.min(all[2], Math.max(all[2] / CLOSEST, width));
      var height = width * all[3] / all[2];
      x = Math.min(Math.max(x, 0), all[2] - width);
      y = Math.min(Math.max(y, 0), all[3] - height);
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

    function reset() { look(0, 0, whole()[2]); }

    function show(index) {
      clear();
      pictures.forEach(function (picture, at) { picture.hidden = at !== index; });
      levels.forEach(function (button, at) { button.setAttribute("aria-pressed", String(at === index)); });
      svg = pictures[index].querySelector("svg");
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
      tell(next);
    }

    var keys = {
      "+": function () { zoom(STEP, 0.5, 0.5); }, "=": function () { zoom(STEP, 0.5, 0.5); },
      "-": function () { zoom(1 / STEP, 0.5, 0.5); }, "0": reset,
      ArrowLeft: function () { shift(-SHIFT, 0); }, ArrowRight: function () { shift(SHIFT, 0); },
      ArrowUp: function () { shift(0, -SHIFT); }, ArrowDown: function () { shift(0, SHIFT); },
      n: function () { step(1); }, p: function () { step(-1); }, Escape: clear
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
    pictures.forEach(function (picture, index) {
      var own = picture.querySelector("svg");
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
        if (!moved && part && part.classList.contains("opens")) open(part);
      });
    });
    window.addEventListener("beforeprint", function () { show(0); reset(); });
    show(0);
  }

  function startAll() { document.querySelectorAll(".workbench-view:not([data-ready])").forEach(start); }
  startAll();
  // A notebook may run this before the output stands in the page.
  window.setTimeout(startAll, 50);
  window.setTimeout(startAll, 500);
})();
