// Draws the charts of the report from the JSON in the page. Amounts arrive as decimal strings;
// what the pointer shows is the string itself, grouped, never a rounded number.
(function () {
  "use strict";
  var INK = "#17324d", QUIET = "#5b6770", RULE = "#d9dfe5";
  var GAIN = "#1f6f8b", LOSS = "#b5541c", SOFT = "#cfe0e6", TOTAL = "#17324d";
  var LINES = ["#17324d", "#b5541c", "#1f8a70", "#7a5195", "#c79a1e", "#5b6770"];
  var FONT = getComputedStyle(document.body).fontFamily;

  var MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

  function grouped(text) {
    var parts = String(text).split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return parts.join(".");
  }
  function signed(text) {
    return (parseFloat(text) > 0 ? "+" : "") + grouped(text);
  }
  function short(value) {
    var size = Math.abs(value);
    var units = [[1e12, "tn"], [1e9, "bn"], [1e6, "m"], [1e3, "k"]];
    for (var i = 0; i < units.length; i++) {
      if (size >= units[i][0]) {
        return parseFloat((value / units[i][0]).toPrecision(4)) + units[i][1];
      }
    }
    return String(parseFloat(value.toPrecision(4)));
  }
  function tip(title, rows) {
    var box = document.createElement("div");
    box.className = "tip";
    var head = box.appendChild(document.createElement("p"));
    head.textContent = title;
    rows.forEach(function (row) {
      var line = box.appendChild(document.createElement("p"));
      var name = line.appendChild(document.createElement("span"));
      name.textContent = row[0];
      var amount = line.appendChild(document.createElement("b"));
      amount.textContent = row[1];
    });
    return box;
  }
  function basis(chart) {
    return {
      animation: false,
      aria: { enabled: true, label: { description: chart.title } },
      textStyle: { fontFamily: FONT, color: INK },
      grid: { left: 8, right: 28, top: 36, bottom: 8, containLabel: true },
      tooltip: { trigger: "axis", confine: true, borderColor: RULE, padding: 10 }
    };
  }
  function amounts() {
    return {
      type: "value",
      axisLabel: { formatter: short, color: QUIET },
      splitLine: { lineStyle: { color: RULE } }
    };
  }
  function overTime(chart) {
    var option = basis(chart);
    option.legend = { top: 0, left: 0, icon: "roundRect", itemWidth: 14, itemHeight: 4,
      textStyle: { color: INK } };
    var letters = chart.lines.reduce(function (sum, line) { return sum + line.name.length + 5; }, 0);
    option.grid.top = 36 + 22 * Math.floor(letters / 130);
    var step = chart.days.length > 1100 ? 3 : 1;
    var months = chart.days.length > 75;
    option.xAxis = { type: "category", data: chart.days, boundaryGap: false,
      axisLabel: { color: QUIET, hideOverlap: true, align: months ? "left" : "center",
        interval: months ? function (index, day) {
          return day.slice(8) === "01" && (parseInt(day.slice(5, 7), 10) - 1) % step === 0;
        } : "auto",
        formatter: function (day) {
          if (!months) { return day; }
          var month = MONTHS[parseInt(day.slice(5, 7), 10) - 1];
          return month === "Jan" ? month + " " + day.slice(0, 4) : month;
        } },
      splitLine: { show: false }, axisLine: { onZero: false, lineStyle: { color: RULE } },
      axisTick: { show: false } };
    option.yAxis = amounts();
    option.tooltip.formatter = function (points) {
      return tip(points[0].axisValue, points.map(function (point) {
        return [point.seriesName, chart.currency + " " + grouped(chart.lines[point.seriesIndex].values[point.dataIndex])];
      }));
    };
    option.series = chart.lines.map(function (line, index) {
      var series = { name: line.name, type: "line", data: line.values, showSymbol: false,
        step: "end", lineStyle: { width: 1.6 }, color: LINES[index % LINES.length] };
      return series;
    });
    return option;
  }
  function liquidity(chart) {
    var option = overTime(chart);
    chart.lines.forEach(function (line, index) {
      var series = option.series[index];
      var isRoom = line.name === "Headroom";
      series.color = isRoom ? GAIN : INK;
      if (isRoom) {
        series.areaStyle = { color: SOFT, opacity: 0.55 };
        series.lineStyle.width = 1.2;
      }
      series.markPoint = { symbol: "circle", symbolSize: 8,
        label: { show: true, position: "bottom", distance: 6, color: INK, fontSize: 11,
          textBorderColor: "#fff", textBorderWidth: 3,
          formatter: "lowest " + short(parseFloat(line.values[line.lowest])) },
        data: [{ coord: [line.lowest, line.values[line.lowest]], value: "" }] };
    });
    return option;
  }
  function waterfall(chart) {
    var option = basis(chart);
    option.grid.top = 12;
    option.xAxis = { type: "category", data: chart.bars.map(function (bar) { return bar.name; }),
      axisLine: { onZero: true, lineStyle: { color: QUIET } }, axisTick: { show: false },
      axisLabel: { interval: 0, color: INK, lineHeight: 18, margin: 12,
        formatter: function (name, index) {
          return name.replace(/_/g, " ") + "\n{b|" + signed(chart.bars[index].amount) + "}";
        },
        rich: { b: { fontWeight: "bold", color: INK, fontSize: 12 } } } };
    option.xAxis.axisLine.onZero = false;
    option.yAxis = amounts();
    option.tooltip.trigger = "item";
    option.tooltip.formatter = function (point) {
      var bar = chart.bars[point.dataIndex];
      return tip(bar.name, [["", chart.currency + " " + signed(bar.amount)]]);
    };
    function shade(bar) {
      if (bar.total) { return TOTAL; }
      return parseFloat(bar.amount) < 0 ? LOSS : GAIN;
    }
    option.series = ["base", "up", "down"].map(function (part) {
      return { type: "bar", stack: "all", barWidth: "46%", silent: part === "base",
        data: chart.bars.map(function (bar) {
          return { value: bar[part], itemStyle: part === "base" ? { opacity: 0 } : { color: shade(bar) } };
        }) };
    });
    return option;
  }
  function comparison(chart) {
    var option = basis(chart);
    var top = chart.structures.length - 1;
    option.legend = { top: 0, left: 0, icon: "roundRect", itemWidth: 14, itemHeight: 8 };
    option.yAxis = { type: "category", data: chart.structures.slice().reverse(), axisTick: { show: false },
      axisLine: { lineStyle: { color: RULE } },
      axisLabel: { color: INK, width: 260, overflow: "break", lineHeight: 16 } };
    option.xAxis = amounts();
    option.grid.right = 90;
    option.tooltip.axisPointer = { type: "shadow" };
    option.tooltip.formatter = function (points) {
      return tip(points[0].axisValue, points.map(function (point) {
        var line = chart.lines[point.seriesIndex];
        return [line.name, chart.currency + " " + grouped(line.values[top - point.dataIndex])];
      }));
    };
    option.series = chart.lines.map(function (line, index) {
      return { name: line.name, type: "bar", data: line.values.slice().reverse(), barMaxWidth: 13,
        barGap: "20%", color: [GAIN, TOTAL, LOSS][index],
        label: { show: true, position: "right", color: QUIET, fontSize: 11,
          formatter: function (point) { return short(parseFloat(point.value)); } } };
    });
    return option;
  }
  function members(chart) {
    var option = basis(chart);
    option.grid.top = 4;
    option.grid.right = 80;
    option.yAxis = { type: "category", data: chart.names.slice().reverse(), axisTick: { show: false },
      axisLine: { show: false }, axisLabel: { color: INK, interval: 0, width: 240, overflow: "truncate" } };
    option.xAxis = amounts();
    option.tooltip.axisPointer = { type: "shadow" };
    option.tooltip.formatter = function (points) {
      var point = points[0];
      return tip(point.axisValue, [["", chart.currency + " " + signed(chart.values[chart.values.length - 1 - point.dataIndex])]]);
    };
    option.series = [{ type: "bar", barMaxWidth: 12,
      data: chart.values.slice().reverse().map(function (value) {
        var loses = parseFloat(value) < 0;
        return { value: value, itemStyle: { color: loses ? LOSS : GAIN } };
      }),
      label: { show: true, position: "right", color: QUIET, fontSize: 11,
        formatter: function (point) {
          var value = parseFloat(point.value);
          return (value > 0 ? "+" : "") + short(value);
        } } }];
    return option;
  }
  var OPTIONS = { liquidity: liquidity, positions: overTime, waterfall: waterfall,
    comparison: comparison, members: members };

  function draw(chart, index) {
    var place = document.getElementById("chart-" + index);
    var rows = chart.kind === "members" ? chart.names.length
      : chart.kind === "comparison" ? chart.structures.length * 3 : 0;
    if (rows) { place.style.height = Math.round(56 + rows * 19) + "px"; }
    var drawn = echarts.init(place, null, { renderer: "svg" });
    drawn.setOption(OPTIONS[chart.kind](chart));
    fit(place, drawn);
    return [place, drawn];
  }
  // A view box lets the printed chart shrink or grow with the paper, without being drawn again.
  function fit(place, drawn) {
    var svg = place.querySelector("svg");
    svg.setAttribute("viewBox", "0 0 " + drawn.getWidth() + " " + drawn.getHeight());
  }
  var charts = JSON.parse(document.getElementById("charts").textContent).map(draw);
  var opened = [];
  window.addEventListener("resize", function () {
    if (window.matchMedia("print").matches) { return; }
    charts.forEach(function (pair) { pair[1].resize(); fit(pair[0], pair[1]); });
  });
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (part) { part.open = false; });
  });
  document.documentElement.setAttribute("data-drawn", String(charts.length));
})();
