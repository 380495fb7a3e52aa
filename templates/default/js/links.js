// Where a gene is described: plain links that the reader follows; the report itself asks nobody.

/** @typedef {{name: string, address: string}} Link */

/** What an id looks like, and whose it is. @type {[RegExp, string, string][]} */
const IDS = [
  [/^ENS[A-Z]*G\d+(\.\d+)?$/, "Ensembl", "https://www.ensembl.org/id/"],
  [/^FBgn\d+$/, "FlyBase", "https://flybase.org/reports/"],
  [/^WBGene\d+$/, "WormBase", "https://wormbase.org/species/c_elegans/gene/"],
  [/^AT[1-5CM]G\d{5}$/i, "TAIR", "https://www.arabidopsis.org/locus?name="],
  [/^Y[A-P][LR]\d{3}[WC](-[A-Z])?$/, "SGD", "https://www.yeastgenome.org/locus/"],
  [/^MGI:\d+$/, "MGI", "https://www.informatics.jax.org/marker/"],
  [/^ZDB-GENE-[\d-]+$/, "ZFIN", "https://zfin.org/"],
];

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
  for (const [pattern, base, address] of IDS) {
    if (pattern.test(id)) made.push({ name: base, address: address + encodeURIComponent(base === "Ensembl" ? id.replace(/\.\d+$/, "") : id) });
  }
  if (/^\d+$/.test(entrez)) made.push({ name: "NCBI Gene", address: `https://www.ncbi.nlm.nih.gov/gene/${entrez}` });
  else if (name) made.push({ name: "NCBI Gene", address: `https://www.ncbi.nlm.nih.gov/gene/?term=${encodeURIComponent(`${name}[sym]${organism ? ` AND "${organism}"[orgn]` : ""}`)}` });
  for (const [pattern, base, address] of NAMES) {
    if (name && pattern.test(organism)) made.push({ name: base, address: address + encodeURIComponent(name) });
  }
  return made;
}
