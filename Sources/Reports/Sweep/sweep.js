"use strict";
(() => {
  const designs = JSON.parse(document.getElementById("designs").textContent);

  // The design that a mark of a front stands for, below the picture.
  function show(mark) {
    const figure = mark.closest("figure");
    for (const other of figure.querySelectorAll(".chosen")) other.classList.remove("chosen");
    for (const same of figure.querySelectorAll(`.mark[data-row="${mark.dataset.row}"]`)) {
      same.classList.add("chosen");
    }
    const list = document.createElement("dl");
    for (const [name, value] of designs[Number(mark.dataset.row)]) {
      const term = document.createElement("dt");
      const text = document.createElement("dd");
      term.textContent = name;
      text.textContent = value;
      list.append(term, text);
    }
    figure.querySelector(".detail").replaceChildren(list);
  }

  // The nearest mark within a finger's width of the pointer.
  function nearest(svg, event) {
    let best = null;
    let least = 28;
    for (const mark of svg.querySelectorAll(".mark[data-row]")) {
      const box = mark.getBoundingClientRect();
      const distance = Math.hypot(
        box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
      if (distance < least) {
        least = distance;
        best = mark;
      }
    }
    return best;
  }

  for (const svg of document.querySelectorAll("figure svg")) {
    const marks = [...svg.querySelectorAll(".mark[data-row]")];
    if (marks.length === 0) continue;
    for (const kind of ["pointermove", "pointerdown"]) {
      svg.addEventListener(kind, (event) => {
        const mark = nearest(svg, event);
        if (mark) show(mark);
      });
    }
    marks.forEach((mark, index) => {
      mark.addEventListener("focus", () => show(mark));
      mark.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const next = step && marks[index + step];
        if (!next) return;
        event.preventDefault();
        next.focus();
      });
    });
  }

  // One map at a time; without a script all of them are there.
  const choice = document.getElementById("choose-map");
  if (choice) {
    const choose = () => {
      for (const figure of document.querySelectorAll("#maps > figure")) {
        figure.hidden = figure.id !== choice.value;
      }
    };
    choice.addEventListener("change", choose);
    choose();
  }
})();
