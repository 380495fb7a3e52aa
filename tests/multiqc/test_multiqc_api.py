"""What the plug-in uses of MultiQC is there, and does what it did."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from multiqc_results import finding, make_result, sample

pytestmark = pytest.mark.skipif(
    not find_spec("multiqc"), reason="MultiQC is not installed: pip install seqfolio[multiqc]"
)

SURFACE = """
import inspect, json
import multiqc
from multiqc import config, report
from multiqc.base_module import BaseMultiqcModule as B, ModuleNoSamplesFound
from multiqc.plots import heatmap, scatter, table
from multiqc.plots.heatmap import HeatmapConfig
from multiqc.plots.scatter import ScatterConfig
from multiqc.plots.table_object import ColumnMeta, TableConfig
takes = lambda f, *names: set(names) <= set(inspect.signature(f).parameters)
print(json.dumps({
    "init": takes(B.__init__, "name", "anchor", "info"),
    "find_log_files": takes(B.find_log_files, "sp_key"),
    "clean_s_name": takes(B.clean_s_name, "s_name", "f", "filename"),
    "is_ignore_sample": takes(B.is_ignore_sample, "s_name"),
    "add_data_source": takes(B.add_data_source, "f", "s_name"),
    "add_software_version": takes(B.add_software_version, "version", "software_name"),
    "write_data_file": takes(B.write_data_file, "data", "fn"),
    "general_stats_addcols": takes(B.general_stats_addcols, "data_by_sample", "headers"),
    "add_section": takes(B.add_section, "name", "anchor", "description", "helptext", "content_before_plot", "plot",
                         "content", "autoformat"),
    "table": takes(table.plot, "data", "headers", "pconfig"),
    "scatter": takes(scatter.plot, "data", "pconfig"),
    "heatmap": takes(heatmap.plot, "data", "xcats", "ycats", "pconfig"),
    "scatter_settings": {"title", "xlab", "ylab", "xsuffix", "ysuffix", "marker_size", "showlegend", "square"}
        <= set(ScatterConfig.model_fields),
    "heatmap_settings": {"title", "zlab", "min", "tt_decimals", "square", "cluster_rows", "cluster_cols",
        "display_values", "colstops"} <= set(HeatmapConfig.model_fields),
    "table_settings": {"namespace", "col1_header", "rows_are_samples", "sort_rows", "no_violin"}
        <= set(TableConfig.model_fields),
    "columns": {"title", "description", "scale", "format", "min", "max", "shared_key", "bars_zero_centrepoint",
        "cond_formatting_rules"} <= set(ColumnMeta.model_fields),
    "defers": "defer_render" in scatter.ScatterPlot.model_fields and "defer_render" in heatmap.HeatmapPlot.model_fields,
    "still": all(hasattr(config, n) for n in ("plots_force_flat", "template")),
    "no_samples": issubclass(ModuleNoSamplesFound, Exception),
    "config": all(hasattr(config, n) for n in ("sp", "module_order", "avail_modules", "read_count_desc",
                                               "fn_clean_sample_names")),
    "report": isinstance(report.files, dict) and isinstance(report.sample_names, list),
}))
"""

PARSE = """
import json, sys
import multiqc
from multiqc import config, report
multiqc.parse_logs(sys.argv[1], run_modules=["seqfolio"], strict=True, quiet=True)
module = report.modules[0]
print(json.dumps({
    "modules": multiqc.list_modules(), "plots": multiqc.list_plots(), "stats": multiqc.get_general_stats_data(),
    "lint": report.lint_errors, "blocks": len(report.general_stats_data), "order": config.module_order[-1],
    "sections": [[s.name, s.content_before_plot, len(getattr(s, "alerts", []))] for s in module.sections],
    "alerts": [a.model_dump() for s in module.sections for a in getattr(s, "alerts", [])],
    "pattern_first": next(iter(config.sp)), "names": sorted(set(map(str, report.sample_names))),
}))
"""

WITHOUT_ALERTS = "import seqfolio.multiqc_plugin.seqfolio as m; m._has = lambda what: False\n"
HAS_ALERTS = "import json, seqfolio.multiqc_plugin.seqfolio as m; print(json.dumps(m._has('alerts')))"


def test_every_name_that_is_used_exists(python):
    assert [name for name, there in python(SURFACE).items() if not there] == []


def test_parse_logs_gives_the_numbers(python, tmp_path):
    make_result(tmp_path / "a", "P1", ["S1", sample("S2", outlier=True, library_size=None)])
    make_result(tmp_path / "b", "P2", ["S3"])
    got = python(PARSE, str(tmp_path))
    assert (got["lint"], got["blocks"], got["modules"], got["order"]) == ([], 1, ["seqfolio"], "seqfolio")
    assert sorted(got["stats"]) == ["S1", "S2", "S3"]
    assert "outlier" in got["stats"]["S2"].values() or "outlier" in str(got["stats"]["S2"])
    assert len(got["plots"]["seqfolio"]) == 2
    assert got["pattern_first"] == "seqfolio/summary"


def test_findings_are_alerts_with_their_samples(python, tmp_path):
    if not python(HAS_ALERTS):
        pytest.skip("this MultiQC has no alerts; the next test shows what stands instead")
    found = [finding("stop", "Swap?", action="Ask.", samples=["S1"]), finding("note", "Few."), finding("passed", "Ok.")]
    make_result(tmp_path / "a", findings=found)
    alerts = python(PARSE, str(tmp_path))["alerts"]
    assert [(a["level"], a["affected_samples"]) for a in alerts] == [("danger", ["S1"]), ("info", [])]
    assert alerts[0]["message"] == "<strong>Stop: c.</strong> Swap? <em>Ask.</em>"


def test_findings_are_content_where_multiqc_has_no_alerts(python, tmp_path):
    make_result(tmp_path / "a", findings=[finding("warning", "a < b", samples=["S1", "gone"])])
    got = python(WITHOUT_ALERTS + PARSE, str(tmp_path))
    content = got["sections"][0][1]
    assert 'class="alert alert-warning" role="alert"' in content
    assert "a &lt; b<br>Samples: S1</div>" in content
    assert got["alerts"] == []


def test_checks_are_a_bar_that_counts_each_check_once(python, tmp_path):
    found = [
        finding("stop", "Bad.", title="A <b>"),
        finding("note", "Also.", title="A <b>"),
        finding("passed", "Fine here.", title="A is well", check="A <b>"),
        finding("passed", "Fine.", title="B"),
        finding("passed", "Fine too.", title="C"),
        finding("note", "Hm.", title="D"),
        finding("not_applicable", "No.", title="E"),
    ]
    make_result(tmp_path / "a", findings=found)
    bar = python(PARSE, str(tmp_path))["sections"][0][1]
    assert "Statistical checks: 2 passed, 1 with a note, 1 with a warning." in bar
    assert 'aria-label="2 of 4 checks: passed" aria-valuenow="2"' in bar
    assert "width:50.00%" in bar
    assert "A &lt;b&gt;" in bar
    assert "<b>" not in bar


def test_samples_that_findings_name_are_multiqcs_own_status_bar(python, tmp_path):
    found = [finding("stop", "x", samples=["S1"]), finding("warning", "y", samples=["S1", "S2"])]
    make_result(tmp_path / "a", samples=["S1", "S2", "S3"], findings=found)
    code = (
        "from seqfolio.multiqc_plugin import words, reading\nimport json, pathlib, sys\nf = pathlib.Path(sys.argv[1])\n"
    )
    code += "p = reading.read_project((f / 'seqfolio_summary.json').read_text(), f)\n"
    code += "print(json.dumps(words.statuses(p.findings, {'S1': 'one', 'S2': 'two', 'S3': 'three'})))"
    assert python(code, str(tmp_path / "a")) == {"pass": ["three"], "warn": ["two"], "fail": ["one"]}


def test_hooks_may_fire_again(python):
    got = python(
        "import json\nimport multiqc\nfrom multiqc import config\n"
        "from seqfolio.multiqc_plugin.hooks import before_config, before_modules\n"
        "[before_config() for _ in range(3)]; before_modules()\n"
        "print(json.dumps([config.module_order.count('seqfolio'), list(config.sp).count('seqfolio/summary')]))"
    )
    assert got == [1, 1]


def test_hooks_can_be_imported_before_multiqc(python):
    assert python("import seqfolio.multiqc_plugin.hooks, multiqc; print('true')") is True


def test_sections_without_contrasts_and_findings(python, tmp_path):
    make_result(tmp_path / "a", contrasts=[], findings=[])
    got = python(PARSE, str(tmp_path))
    assert [s[0] for s in got["sections"]] == ["P1: Title of P1", "P1: Heat map: Drug"]
    assert got["lint"] == []
