"""The tables of the catalogue. Numbers of rows stand for nothing outside; the views are for people and other programs."""

from __future__ import annotations

VERSION = 1  # another number in a file: it is made again
CHUNK = 512  # genes per piece of a set of tested genes

WORDS = (
    "project",
    "title",
    "people",
    "organism",
    "methods",
    "contrasts",
    "description",
    "samples",
    "findings",
    "genes",
)

TABLES = f"""
CREATE TABLE versions (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, project TEXT NOT NULL, version INTEGER NOT NULL, newest INTEGER NOT NULL,
  created TEXT NOT NULL, archived TEXT NOT NULL, title TEXT, organism TEXT, client TEXT, contact TEXT, facility TEXT,
  description TEXT, license TEXT, methods TEXT NOT NULL, samples INTEGER NOT NULL,
  contrasts INTEGER NOT NULL, called INTEGER NOT NULL, warnings INTEGER NOT NULL,
  seqfolio TEXT, bytes INTEGER NOT NULL, digest TEXT NOT NULL, path TEXT NOT NULL, html INTEGER NOT NULL,
  pdf INTEGER NOT NULL, UNIQUE (key, version));
CREATE TABLE people (version INTEGER NOT NULL, name TEXT NOT NULL, orcid TEXT, role TEXT);
CREATE TABLE contrasts (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL, contrast TEXT NOT NULL, title TEXT, numerator TEXT,
  denominator TEXT, sentence TEXT, method TEXT, alpha REAL, higher INTEGER, lower INTEGER, changed INTEGER,
  equivalent INTEGER, not_significant INTEGER, not_tested INTEGER);
CREATE INDEX contrasts_of ON contrasts (version);
CREATE TABLE findings (version INTEGER NOT NULL, check_id TEXT, title TEXT, severity TEXT, message TEXT);
CREATE INDEX findings_of ON findings (version);
CREATE TABLE top_genes (
  contrast INTEGER NOT NULL, rank INTEGER NOT NULL, gene_id TEXT, gene_name TEXT, log2FoldChange REAL, padj REAL,
  call TEXT, PRIMARY KEY (contrast, rank)) WITHOUT ROWID;
CREATE TABLE genes (id INTEGER PRIMARY KEY, gene_id TEXT NOT NULL, gene_name TEXT NOT NULL, UNIQUE (gene_id, gene_name));
CREATE TABLE gene_keys (key TEXT NOT NULL, gene INTEGER NOT NULL, PRIMARY KEY (key, gene)) WITHOUT ROWID;
CREATE TABLE called (
  gene INTEGER NOT NULL, contrast INTEGER NOT NULL, call INTEGER NOT NULL, log2FoldChange REAL, padj REAL,
  PRIMARY KEY (gene, contrast)) WITHOUT ROWID;
CREATE TABLE tested (
  chunk INTEGER NOT NULL, contrast INTEGER NOT NULL, bits BLOB NOT NULL, PRIMARY KEY (chunk, contrast)) WITHOUT ROWID;
CREATE TABLE calls (id INTEGER PRIMARY KEY, call TEXT NOT NULL);
INSERT INTO calls VALUES (1, 'higher'), (2, 'lower'), (3, 'changed'), (4, 'equivalent');
CREATE VIRTUAL TABLE words USING fts5 (
  {", ".join(WORDS)},
  tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
CREATE VIEW projects AS SELECT * FROM versions WHERE newest;
CREATE VIEW called_genes AS
  SELECT v.project, v.version, v.newest, v.organism, v.created, c.contrast, c.title, c.method, g.gene_id, g.gene_name,
         k.call, d.log2FoldChange, d.padj
  FROM called d JOIN genes g ON g.id = d.gene JOIN calls k ON k.id = d.call
  JOIN contrasts c ON c.id = d.contrast JOIN versions v ON v.id = c.version;
"""  # noqa: S608 - names of our own
CALLS = {"higher": 1, "lower": 2, "changed": 3, "equivalent": 4}
