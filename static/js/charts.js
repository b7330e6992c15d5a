/* Draws the charts of a page. Each stands in [data-chart]: the plot, its table, and a
   <script type="application/json"> that says what to draw (see the tag `chart`).
   Colours come from the tokens, so one change of theme repaints every chart. Nothing here
   writes markup or style attributes, which the content security policy forbids. */
(function () {
  "use strict";
  const charts = [];
  const root = document.documentElement;
  const ink = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const face = () => ink("--font-text");
  const language = root.lang || "th";

  function number(value, spec) {
    if (value === null || value === undefined) { return "–"; }
    const places = spec.decimals === undefined ? {} : {
      minimumFractionDigits: spec.decimals, maximumFractionDigits: spec.decimals,
    };
    return new Intl.NumberFormat(language, { ...places, numberingSystem: "latn" })
      .format(value).replace("-", "−");
  }

  /* ---------- parts that every chart shares ---------- */

  function base(spec) {
    return {
      animation: false,
      textStyle: { fontFamily: face(), fontSize: 13, color: ink("--ink-2") },
      grid: { left: 8, right: spec.room || 72, top: 16, bottom: 8, containLabel: true },
      tooltip: {
        confine: true, className: "tip", borderWidth: 1, padding: [6, 12],
        backgroundColor: ink("--surface"), borderColor: ink("--line-2"), extraCssText: "",
        textStyle: { color: ink("--ink"), fontFamily: face(), fontSize: 14 },
      },
      aria: { enabled: false },
    };
  }
  function axis(extra) {
    return {
      axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { color: ink("--ink-3"), fontSize: 13, lineHeight: 20 },
      splitLine: { lineStyle: { color: ink("--c-grid") } }, ...extra,
    };
  }
  function baseline(extra) {
    return axis({
      axisLine: { show: true, lineStyle: { color: ink("--line-input") } },
      splitLine: { show: false }, ...extra,
    });
  }
  /* Ends of an axis that are given should fall on its steps. */
  function steps(spec) {
    const scale = { min: spec.min, max: spec.max };
    if (spec.min === undefined || spec.max === undefined) { return { ...scale, scale: true }; }
    const span = spec.max - spec.min;
    const parts = [5, 4, 6, 3].find((count) => /^[1-9]0*(\.5)?$/.test(String(Math.round(span / count * 1000) / 1000)));
    return { ...scale, interval: span / (parts || 4) };
  }
  function endLabel(name, color, value) {
    return {
      show: true, color, fontFamily: ink("--font-ui"), fontWeight: 600, fontSize: 13,
      distance: 8, formatter: value === undefined ? name : `${name} ${value}`,
    };
  }
  /* A tooltip is built from nodes: its own markup would need inline styles. */
  function tip(heading, lines) {
    const box = document.createElement("div");
    const head = document.createElement("b");
    head.textContent = heading;
    box.append(head);
    lines.forEach(([name, value]) => {
      const line = document.createElement("p");
      const label = document.createElement("span");
      const figure = document.createElement("span");
      label.textContent = name;
      figure.textContent = value;
      line.append(label, figure);
      box.append(line);
    });
    return box;
  }

  /* ---------- kinds ---------- */

  const ROLES = {
    main: () => ({ color: ink("--c-1"), width: 2.25, type: "solid" }),
    second: () => ({ color: ink("--c-2"), width: 2, type: "solid" }),
    third: () => ({ color: ink("--c-3"), width: 2, type: "solid" }),
    context: () => ({ color: ink("--c-context"), width: 1.5, type: "solid" }),
    target: () => ({ color: ink("--ink-2"), width: 1.5, type: "dotted" }),
    forecast: () => ({ color: ink("--c-1"), width: 2, type: "dashed" }),
  };
  /* A line that stops before the end of the axis says its last value below it. */
  function lastMarked(values, stop, spec) {
    return values.map((value, at) => (at !== stop ? value : {
      value, symbolSize: 9, label: {
        show: true, position: "bottom", distance: 8, color: ink("--ink"),
        fontFamily: ink("--font-ui"), fontWeight: 600, fontSize: 14, formatter: number(value, spec),
      },
    }));
  }

  function lineSeries(series, spec) {
    const look = ROLES[series.role || "main"]();
    const isResult = ["main", "second", "third"].includes(series.role || "main");
    const stop = series.values.reduce((last, value, at) => (value === null ? last : at), -1);
    const stopsEarly = stop < series.values.length - 1;
    return {
      type: "line", name: series.name, data: stopsEarly ? lastMarked(series.values, stop, spec) : series.values, lineStyle: look,
      itemStyle: { color: look.color }, symbol: "circle", symbolSize: 5,
      showSymbol: isResult, connectNulls: false, z: isResult ? 4 : 3,
      endLabel: stopsEarly ? undefined : endLabel(series.name, look.color, number(series.values[stop], spec)),
      labelLayout: { moveOverlap: "shiftY" }, emphasis: { disabled: true },
    };
  }
  function band(spec) {
    if (!spec.band) { return []; }
    const quiet = {
      type: "line", stack: "band", symbol: "none", silent: true, z: 1,
      lineStyle: { opacity: 0 }, emphasis: { disabled: true }, tooltip: { show: false },
    };
    const { low, high } = spec.band;
    const height = high.map((top, at) => (top === null || low[at] === null ? null : top - low[at]));
    return [{ ...quiet, data: low }, { ...quiet, data: height, areaStyle: { color: ink("--c-band") } }];
  }
  function trendTip(spec) {
    return (items) => {
      const at = items[0].dataIndex;
      const lines = spec.series.map((series) => [series.name, number(series.values[at], spec)]);
      if (spec.band && spec.band.low[at] !== null) {
        lines.push([spec.band.name, `${number(spec.band.low[at], spec)}–${number(spec.band.high[at], spec)}`]);
      }
      return tip(spec.categories[at], lines.filter(([, value]) => value !== "–"));
    };
  }
  function trend(spec) {
    const option = base(spec);
    return {
      ...option,
      grid: { ...option.grid, right: spec.room || 96 },
      tooltip: { ...option.tooltip, trigger: "axis", formatter: trendTip(spec), axisPointer: { lineStyle: { color: ink("--line-input") } } },
      xAxis: baseline({ type: "category", data: spec.categories, boundaryGap: false, axisLabel: { color: ink("--ink-3"), fontSize: 13, lineHeight: 20, hideOverlap: true, margin: 10 } }),
      yAxis: axis({ type: "value", ...steps(spec), axisLabel: { color: ink("--ink-3"), fontSize: 13, formatter: (value) => number(value, {}) } }),
      series: [...band(spec), ...spec.series.map((series) => lineSeries(series, spec))],
    };
  }

  function bars(spec) {
    const option = base(spec);
    const names = baseline({ type: "category", data: spec.categories, inverse: true, axisLabel: { color: ink("--ink-2"), fontSize: 13, lineHeight: 20 } });
    const values = axis({ type: "value", ...steps(spec), axisLabel: { color: ink("--ink-3"), fontSize: 13, formatter: (value) => number(value, {}) } });
    const colors = [ink("--c-1"), ink("--c-2"), ink("--c-3")];
    const mark = spec.target === undefined ? undefined : {
      silent: true, symbol: "none", lineStyle: { color: ink("--ink"), type: "dashed", width: 1.25 },
      data: [{ xAxis: spec.target }], label: { formatter: spec.target_name || "", color: ink("--ink-2"), position: "start", distance: 6 },
    };
    return {
      ...option,
      grid: { ...option.grid, top: mark ? 28 : 8 },
      tooltip: { ...option.tooltip, trigger: "axis", axisPointer: { type: "none" }, formatter: (items) => tip(spec.categories[items[0].dataIndex], spec.series.map((series) => [series.name, number(series.values[items[0].dataIndex], spec)])) },
      xAxis: values, yAxis: names,
      series: spec.series.map((series, at) => ({
        type: "bar", name: series.name, data: series.values, barMaxWidth: 18, itemStyle: { color: colors[at], borderRadius: [0, 3, 3, 0] },
        emphasis: { disabled: true }, markLine: at === 0 ? mark : undefined,
        label: { show: true, position: "right", color: ink("--ink"), fontFamily: ink("--font-ui"), fontWeight: 600, textBorderColor: ink("--surface"), textBorderWidth: 3, formatter: (item) => number(item.value, spec) },
      })),
    };
  }

  const POINTS = {
    low: () => ({ symbol: "diamond", symbolSize: 11, itemStyle: { color: ink("--c-3") }, z: 5 }),
    high: () => ({ symbol: "triangle", symbolSize: 9, itemStyle: { color: ink("--c-1") }, z: 5 }),
    usual: () => ({ symbol: "circle", symbolSize: 6, itemStyle: { color: ink("--c-context"), opacity: 0.75 }, z: 4 }),
  };
  const LINES = {
    centre: () => ({ color: ink("--ink"), width: 1.5, type: "solid" }),
    inner: () => ({ color: ink("--ink-3"), width: 1.25, type: "dotted" }),
    outer: () => ({ color: ink("--ink-3"), width: 1.25, type: "solid" }),
  };
  function points(spec) {
    const option = base(spec);
    const groups = Object.keys(POINTS).map((kind) => ({
      type: "scatter", ...POINTS[kind](), emphasis: { disabled: true },
      data: spec.points.filter((point) => (point.kind || "usual") === kind)
        .map((point) => ({ value: [point.x, point.y], name: point.name, url: point.url })),
    }));
    const lines = (spec.lines || []).map((line) => ({
      type: "line", data: line.points, symbol: "none", silent: true, z: 3, smooth: false,
      lineStyle: LINES[line.role || "outer"](), emphasis: { disabled: true }, tooltip: { show: false },
      endLabel: line.label ? endLabel(line.label, ink("--ink-2")) : undefined,
    }));
    return {
      ...option,
      tooltip: { ...option.tooltip, trigger: "item", formatter: (item) => tip(item.name, [[spec.x_name, number(item.value[0], { decimals: spec.x_decimals || 0 })], [spec.y_name, number(item.value[1], spec)]]) },
      xAxis: baseline({ type: "value", min: spec.x_min, max: spec.x_max, axisLabel: { color: ink("--ink-3"), fontSize: 13, hideOverlap: true, formatter: (value) => number(value, {}) } }),
      yAxis: axis({ type: "value", ...steps(spec), axisLabel: { color: ink("--ink-3"), fontSize: 13, formatter: (value) => number(value, {}) } }),
      series: [...lines, ...groups],
    };
  }

  const KINDS = { trend, bars, points };

  /* ---------- on the page ---------- */

  function show(place, what) {
    const isChart = what === "chart";
    place.querySelector("[data-chart-plot]").hidden = !isChart;
    place.querySelector("[data-chart-table]").hidden = isChart;
    place.querySelectorAll("[data-chart-show]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.chartShow === what));
    });
  }
  function draw(place) {
    if (place.dataset.drawn) { return; }
    place.dataset.drawn = "true";
    const spec = JSON.parse(place.querySelector('script[type="application/json"]').textContent);
    const plot = place.querySelector("[data-chart-plot]");
    const change = place.querySelector("[data-chart-switch]");
    if (change) { change.hidden = false; }
    show(place, "chart");
    const chart = window.echarts.init(plot, null, { renderer: "svg" });
    const paint = () => chart.setOption(KINDS[spec.kind](spec), true);
    paint();
    chart.on("click", (item) => { if (item.data && item.data.url) { location.assign(item.data.url); } });
    charts.push({ chart, paint, plot });
    new ResizeObserver(() => { if (!plot.hidden) { chart.resize(); } }).observe(plot);
  }
  function drawAll(scope) {
    if (window.echarts) { scope.querySelectorAll("[data-chart]").forEach(draw); }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-show]");
    if (!button) { return; }
    const place = button.closest("[data-chart]");
    show(place, button.dataset.chartShow);
    charts.filter(({ plot }) => place.contains(plot)).forEach(({ chart }) => chart.resize());
  });
  addEventListener("themechange", () => charts.forEach(({ paint }) => paint()));
  addEventListener("resize", () => charts.forEach(({ chart, plot }) => { if (!plot.hidden) { chart.resize(); } }));
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
  /* The look of text is settled only when its face has come. */
  const ready = document.fonts ? document.fonts.ready : Promise.resolve();
  ready.then(() => drawAll(document));
}());
