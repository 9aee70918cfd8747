// Draws the charts of the page from the options beside it. Without it the tables say the same.
(function () {
  "use strict";
  var PRINT_WIDTH = 680;
  var font = getComputedStyle(document.body).fontFamily;
  var options = JSON.parse(document.getElementById("chart-options").textContent);
  var drawn = [];
  Object.keys(options).forEach(function (key) {
    var place = document.getElementById("chart-" + key);
    place.parentNode.hidden = false;
    var chart = echarts.init(place, null, { renderer: "svg" });
    options[key].textStyle = { fontFamily: font };
    chart.setOption(options[key]);
    drawn.push({ chart: chart, place: place });
  });
  function fit() {
    drawn.forEach(function (one) { one.chart.resize({ width: "auto" }); });
  }
  function fitPaper() {
    drawn.forEach(function (one) {
      var isHalf = one.place.closest(".pair") !== null;
      one.chart.resize({ width: isHalf ? PRINT_WIDTH / 2 - 12 : PRINT_WIDTH });
    });
  }
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fitPaper);
  window.addEventListener("afterprint", fit);
})();
