// The browser's half of LogView: it alone knows what is in sight. The server renders rows [start, end) of total; two spacers stand
// for the others. Rows are equally tall except for the one that is opened.
export function create(viewport, view) {
  const before = viewport.querySelector("[data-before]");
  const after = viewport.querySelector("[data-after]");
  const rows = viewport.querySelector("[data-rows]");
  const margin = 10;
  let shown = { start: 0, end: 0, total: 0 };
  let following = true;
  let lastTop = 0;
  let asking = false;
  let frame = 0;

  const rowHeight = () => rows.querySelector(".row:not(.expanded)")?.offsetHeight || 22;

  // What the opened row is taller than the others, and where it stands; nothing while it is out of sight and not rendered.
  function opened() {
    const row = rows.querySelector(".row.expanded");
    if (!row) return { index: Infinity, extra: 0 };
    return { index: shown.start + [...rows.children].indexOf(row), extra: row.offsetHeight - rowHeight() };
  }

  function indexAt(y) {
    const height = rowHeight();
    const { index, extra } = opened();
    const plain = Math.floor(y / height);
    return plain <= index ? plain : Math.max(index, Math.floor((y - extra) / height));
  }

  function sight() {
    const first = Math.min(indexAt(viewport.scrollTop), shown.total);
    const last = Math.min(indexAt(viewport.scrollTop + viewport.clientHeight), shown.total);
    const atEnd = viewport.scrollTop + viewport.clientHeight >= viewport.scrollHeight - 4;
    // New lines move the end away from the reader; only scrolling up is a wish to stay.
    return { first, last, following: atEnd || (following && viewport.scrollTop >= lastTop - 1) };
  }

  async function check() {
    frame = 0;
    if (asking) return;
    const now = sight();
    const missing = (now.first < shown.start + margin && shown.start > 0) || (now.last > shown.end - margin && shown.end < shown.total);
    const changed = now.following !== following;
    following = now.following;
    if (following) lastTop = viewport.scrollTop;
    if (!missing && !changed) return;

    asking = true;
    try {
      await view.invokeMethodAsync("ShowWindow", now.first, now.last - now.first + 1, following);
    } finally {
      asking = false;
    }
    schedule(); // the reader may have gone on meanwhile
  }

  function schedule() {
    frame ||= requestAnimationFrame(check);
  }

  // A click on the line opens it too, unless it ends the marking of text.
  function toggle(event) {
    const line = event.target.closest(".line");
    if (line && !event.target.closest("button") && getSelection().isCollapsed) line.querySelector(".toggle").click();
  }

  const resized = new ResizeObserver(() => {
    if (following) viewport.scrollTop = viewport.scrollHeight;
    schedule();
  });
  viewport.addEventListener("scroll", schedule, { passive: true });
  viewport.addEventListener("click", toggle);
  resized.observe(viewport);

  return {
    rendered(start, end, total, removed, follow) {
      const height = rowHeight();
      shown = { start, end, total };
      before.style.height = `${start * height}px`;
      after.style.height = `${(total - end) * height}px`;
      if (follow) viewport.scrollTop = viewport.scrollHeight;
      else if (removed > 0) viewport.scrollTop -= removed * height;
      following = follow;
      lastTop = viewport.scrollTop;
      schedule();
    },

    dispose() {
      resized.disconnect();
      cancelAnimationFrame(frame);
      viewport.removeEventListener("scroll", schedule);
      viewport.removeEventListener("click", toggle);
    },
  };
}
