// The list of what is on the page folds again once something on it is chosen, where it lies over the text.
"use strict";
for (const list of document.querySelectorAll(".here > details")) {
  list.addEventListener("click", (event) => {
    if (event.target.closest("a")) list.open = false;
  });
}
