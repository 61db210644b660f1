// While somebody types who she is, what the pages behind the sign-in are made of is fetched into the browser's memory: on
// a slow line her first page then waits for itself alone. Only once this page is there, and for the least of the line.
"use strict";

const { ahead } = document.currentScript.dataset;

window.addEventListener("load", () => {
  // Read to the end, or the browser need not keep it. What does not come is asked for by the page that needs it.
  for (const file of ahead.split(" ")) fetch(file, { priority: "low" }).then((one) => one.arrayBuffer(), () => {});
});
