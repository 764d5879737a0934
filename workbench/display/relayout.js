// A picture laid out again in the page by the engine that laid it out for print: turned, thinned, or cut to one box.
(function () {
  "use strict";
  if (window.workbenchRelayout) return;
  var SVG = "http://www.w3.org/2000/svg", HEAD = 7, HALF = 2.6, JOINT = 1.7, MARGIN = 8;
  var room = null, waiting = new Map(), count = 0;

  function available() {
    return Boolean(document.querySelector("script.workbench-elk") && window.DecompressionStream && window.Worker);
  }

  // The engine starts at the first wish, in a thread of its own.
  function engine() {
    if (!room) {
      var packed = atob(document.querySelector("script.workbench-elk").textContent.trim());
      var bytes = Uint8Array.from(packed, function (sign) { return sign.charCodeAt(0); });
      var code = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
      room = code.then(function (text) {
        var worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
        worker.onmessage = function (message) {
          var done = waiting.get(message.data.id);
          waiting.delete(message.data.id);
          if (done) done(message.data);
        };
        worker.postMessage({ id: 0, cmd: "register", algorithms: ["layered"] });
        return worker;
      });
    }
    return room;
  }

  function layOut(graph) {
    return engine().then(function (worker) {
      return new Promise(function (resolve, reject) {
        var id = ++count;
        waiting.set(id, function (answer) {
          if (answer.error) reject(new Error(answer.error.message || String(answer.error)));
          else resolve(answer.data);
        });
        worker.postMessage({ id: id, cmd: "layout", graph: graph, layoutOptions: {}, options: {} });
      });
    });
  }

  function sized(label) {
    return { text: label.text, width: label.width, height: label.height, layoutOptions: label.layoutOptions };
  }

  // The graph as it was before it had places, with the boxes and arrows that are wanted.
  function wanted(plan, wish) {
    var graph = plan.graph, kept = new Set(), arrows = [];
    var home = new Map();
    graph.children.forEach(function (box, at) {
      box.ports.forEach(function (port) { home.set(port.id, at); });
    });
    graph.edges.forEach(function (edge, at) {
      var ends = [home.get(edge.sources[0]), home.get(edge.targets[0])];
      if (wish.hidden.has(plan.kinds[at])) return;
      if (wish.box !== null && ends.indexOf(wish.box) < 0) return;
      arrows.push(at);
      ends.forEach(function (end) { kept.add(end); });
    });
    if (wish.box !== null) kept.add(wish.box);
    else graph.children.forEach(function (box, at) { kept.add(at); });
    var options = Object.assign({}, graph.layoutOptions);
    if (wish.direction) options["elk.direction"] = wish.direction;
    var down = options["elk.direction"] === "DOWN";
    // A side that holds short arrows of the box is no side for the arrows between boxes.
    function side(box, port) {
      var taken = new Set(box.labels.map(function (label) { return label.text; }));
      if (inward.has(port)) return down ? (taken.has("above") ? "WEST" : "NORTH") : (taken.has("left") ? "NORTH" : "WEST");
      return down ? (taken.has("below") ? "EAST" : "SOUTH") : (taken.has("right") ? "SOUTH" : "EAST");
    }
    var inward = new Set(graph.edges.map(function (edge) { return edge.targets[0]; }));
    var boxes = graph.children.map(function (box, at) { return at; }).filter(function (at) { return kept.has(at); });
    return {
      boxes: boxes, arrows: arrows,
      graph: {
        id: "diagram", layoutOptions: options,
        children: boxes.map(function (at) {
          var box = graph.children[at];
          return {
            id: box.id, width: box.width, height: box.height, labels: box.labels.map(sized),
            ports: box.ports.map(function (port) {
              return { id: port.id, width: 0, height: 0, layoutOptions: { "elk.port.side": side(box, port.id) } };
            }),
            layoutOptions: Object.assign({ "elk.portConstraints": "FIXED_SIDE" }, box.layoutOptions)
          };
        }),
        edges: arrows.map(function (at) {
          var edge = graph.edges[at];
          return {
            id: edge.id, sources: edge.sources, targets: edge.targets,
            layoutOptions: edge.layoutOptions, labels: (edge.labels || []).map(sized)
          };
        })
      }
    };
  }

  function moved(picture, part, across, down, into) {
    picture.querySelectorAll('[data-part="' + part + '"]').forEach(function (each) {
      var group = document.createElementNS(SVG, "g");
      group.setAttribute("transform", "translate(" + across.toFixed(2) + " " + down.toFixed(2) + ")");
      group.appendChild(each.cloneNode(true));
      into.appendChild(group);
    });
  }

  function text(points) {
    return points.map(function (point) { return point[0].toFixed(1) + "," + point[1].toFixed(1); }).join(" ");
  }

  // The same head as on paper: the shaft ends inside it, so that the tip stays sharp.
  function head(points) {
    var last = points[points.length - 1], before = points[points.length - 2];
    var length = Math.hypot(last[0] - before[0], last[1] - before[1]) || 1;
    var ux = (last[0] - before[0]) / length, uy = (last[1] - before[1]) / length;
    var base = [last[0] - HEAD * ux, last[1] - HEAD * uy];
    return [last, [base[0] - uy * HALF, base[1] + ux * HALF], [base[0] + uy * HALF, base[1] - ux * HALF], base];
  }

  function arrow(template, edge, into) {
    var colour = template.querySelector("polyline.flow").getAttribute("stroke");
    (edge.sections || []).forEach(function (section) {
      var points = [section.startPoint].concat(section.bendPoints || [], [section.endPoint]).map(function (point) {
        return [point.x, point.y];
      });
      var own = template.cloneNode(true), corners = head(points);
      own.querySelector("polyline.flow").setAttribute("points", text(points.slice(0, -1).concat([corners[3]])));
      own.querySelector("polygon.head").setAttribute("points", text(corners.slice(0, 3)));
      var touch = own.querySelector("polyline.touch");
      if (touch) touch.setAttribute("points", text(points));
      into.appendChild(own);
    });
    (edge.junctionPoints || []).forEach(function (point) {
      var joint = document.createElementNS(SVG, "circle");
      joint.setAttribute("class", "joint");
      joint.setAttribute("cx", point.x);
      joint.setAttribute("cy", point.y);
      joint.setAttribute("r", JOINT);
      joint.setAttribute("fill", colour);
      into.appendChild(joint);
    });
  }

  // Returns a promise of a new picture made of the parts of the old one.
  function relayout(picture, plan, wish) {
    var part = wanted(plan, wish);
    return layOut(part.graph).then(function (placed) {
      var drawn = picture.cloneNode(false), origin = plan.origin;
      picture.querySelectorAll(":scope > style, :scope > title").forEach(function (each) {
        drawn.appendChild(each.cloneNode(true));
      });
      part.boxes.forEach(function (at, place) {
        var before = plan.graph.children[at], now = placed.children[place];
        moved(picture, "n" + at, now.x - before.x - origin[0], now.y - before.y - origin[1], drawn);
      });
      part.arrows.forEach(function (at, place) {
        var template = picture.querySelector('g[data-part="e' + at + '"]');
        if (template) arrow(template, placed.edges[place], drawn);
      });
      part.arrows.forEach(function (at, place) {
        var before = (plan.graph.edges[at].labels || [])[0], now = (placed.edges[place].labels || [])[0];
        if (now) moved(picture, "t" + at, now.x - before.x - origin[0], now.y - before.y - origin[1], drawn);
      });
      return drawn;
    });
  }

  // To be called once the picture stands in the page: its size is that of what it shows.
  function fit(picture) {
    var area = picture.getBBox();
    var box = [area.x - MARGIN, area.y - MARGIN, area.width + 2 * MARGIN, area.height + 2 * MARGIN];
    picture.setAttribute("viewBox", box.join(" "));
    picture.setAttribute("width", box[2] + "pt");
    picture.setAttribute("height", box[3] + "pt");
  }

  window.workbenchRelayout = { available: available, relayout: relayout, fit: fit };
})();
