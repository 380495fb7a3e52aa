// Files for the reader's own disk.

/**
 * @param {string} name
 * @param {Blob} blob
 */
export function saveBlob(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replace(/[^\w.-]+/g, "_");
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} kind
 */
export function saveText(name, text, kind) {
  saveBlob(name, new Blob([text], { type: `${kind};charset=utf-8` }));
}

/**
 * Rows as CSV or TSV. A text that a spreadsheet would take for a formula gets a quote in front.
 * @param {(string | number)[][]} rows
 * @param {"," | "\t"} between
 */
export function delimited(rows, between) {
  return rows.map((row) => row.map((cell) => one(cell, between)).join(between)).join("\n") + "\n";
}

/**
 * @param {string | number} cell
 * @param {string} between
 */
function one(cell, between) {
  if (typeof cell === "number") return Number.isNaN(cell) ? "NA" : String(cell);
  const safe = (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replace(/[\r\n]+/g, " ");
  if (between === "\t") return safe.replace(/\t/g, " ");
  return /[",]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
