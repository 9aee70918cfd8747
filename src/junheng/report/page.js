// Draws the charts of the page from the options beside it. Without it the tables say the same.
(function () {
  "use strict";
  // The width of an A4 page between its margins, in CSS pixels.
  var PRINT_WIDTH = 700;
  var font = getComputedStyle(document.body).fontFamily;
  var options = JSON.parse(document.getElementById("chart-options").textContent);
  var drawn = [];
  Object.keys(options).forEach(function (key) {
    var place = document.getElementById("chart-" + key);
    place.parentNode.hidden = false;
    var chart = echarts.init(place, null, { renderer: "svg" });
    options[key].textStyle = { fontFamily: font };
    chart.setOption(options[key]);
    drawn.push(chart);
  });
  function resize(width) {
    drawn.forEach(function (one) {
      one.resize({ width: width });
      // Paper is laid out before the next frame, in which the chart would draw itself.
      one.getZr().flush();
    });
  }
  function fit() {
    resize("auto");
  }
  function fitPaper() {
    resize(PRINT_WIDTH);
  }
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fitPaper);
  window.addEventListener("afterprint", fit);
})();
