// Where a gene is described: plain links that the reader follows; the report itself asks nobody.

/** @typedef {{name: string, address: string}} Link */

/** Name, what its ids look like, and address of each database: from src/seqfolio/gene_links.py. @type {[string, RegExp, string][]} */
let databases = [];

/** @param {[string, string, string][]} given */
export function learnDatabases(given) {
  databases = given.map(([name, ids, address]) => [name, new RegExp(ids), address]);
}

/** Databases of a species that are searched by the gene's name. @type {[RegExp, string, string][]} */
const NAMES = [
  [/homo sapiens|human/i, "GeneCards", "https://www.genecards.org/cgi-bin/carddisp.pl?gene="],
  [/mus musculus|mouse/i, "MGI", "https://www.informatics.jax.org/quicksearch/summary?queryType=exactPhrase&query="],
  [/rattus|(^|\W)rat(\W|$)/i, "RGD", "https://rgd.mcw.edu/rgdweb/search/search.html?term="],
  [/danio rerio|zebrafish/i, "ZFIN", "https://zfin.org/search?q="],
];

/**
 * @param {string} id
 * @param {string} name
 * @param {string} entrez
 * @param {string} organism
 * @returns {Link[]}
 */
export function links(id, name, entrez, organism) {
  /** @type {Link[]} */
  const made = [];
  for (const [base, ids, address] of databases) {
    const found = ids.exec(id);
    if (found) made.push({ name: base, address: address.replace("{}", encodeURIComponent(found[1])) });
  }
  const told = made.some((link) => link.name === "NCBI Gene");
  if (!told && /^\d+$/.test(entrez)) made.push({ name: "NCBI Gene", address: `https://www.ncbi.nlm.nih.gov/gene/${entrez}` });
  else if (!told && name) made.push({ name: "NCBI Gene", address: `https://www.ncbi.nlm.nih.gov/gene/?term=${encodeURIComponent(`${name}[sym]${organism ? ` AND "${organism}"[orgn]` : ""}`)}` });
  for (const [pattern, base, address] of NAMES) {
    if (name && pattern.test(organism)) made.push({ name: base, address: address + encodeURIComponent(name) });
  }
  return made;
}
