"""A user's own templates: one file at a time, in a sandbox, from the project's folder only."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Files, Ran, Run, snapshot
from small_projects import project

PROJECT = {"report": {"formats": ["html"], "sections": ["summary"], "template_dir": "mine"}}


def with_templates(run: Run, **templates: str) -> Ran:
    files: Files = {**project(PROJECT), **{f"mine/{name}": text for name, text in templates.items()}}
    return run("run project.yaml -o out", files)


def test_one_element_is_replaced_and_the_rest_stays(run: Run) -> None:
    ran = with_templates(run, **{"elements/notice.html.j2": "<p class='mine'>{{ block.title }}!</p>"})
    ran = run(
        "run project.yaml -o out2", project({**PROJECT, "report": {**PROJECT["report"], "sections": ["findings"]}})
    )
    page = ran.text("out2/report.html")
    assert "<p class='mine'>t-test on log counts!</p>" in page
    assert "<nav" in page


def test_a_style_sheet_is_replaced(run: Run) -> None:
    ran = with_templates(run, **{"css/screen.css": "body { color: rebeccapurple }"})
    assert "rebeccapurple" in ran.text("out/report.html")


def test_values_are_escaped_in_a_users_template_too(run: Run) -> None:
    ran = run("run project.yaml -o out", {
        **project({**PROJECT, "project": {"title": "<script>alert(1)</script>"}}),
        "mine/elements/title.html.j2": "<header>{{ report.title }}</header>"})  # fmt: skip
    assert "<header>&lt;script&gt;alert(1)&lt;/script&gt;</header>" in ran.text("out/report.html")


ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ report.__class__.__init__.__globals__ }}",
    "{{ kind.__globals__['Path'] }}",
    "{{ cycler.__init__.__globals__.os.system('touch hacked') }}",
    "{{ self.__init__.__globals__.__builtins__.open('hacked', 'w') }}",
    "{{ report|attr('__class__') }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../../../etc/passwd' %}",
    "{{ report.chapters.append(1) }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(report) }}",
    "{{ nothing_of_this_name }}",
    "{{ report.no_such_thing }}",
    "{% if %}",
    "{{ 1 / 0 }}",
    "{% extends 'nowhere.html.j2' %}",
    "{% include 'report.html.j2' %}",
    "{% for a in range(999999999) %}x{% endfor %}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_template_that_reaches_out_is_refused_in_words(run: Run, attack: str) -> None:
    ran = with_templates(run, **{"elements/title.html.j2": f"<header>\n{attack}</header>"})
    assert ran.code == 2
    assert "[template]" in ran.err
    assert not ran.path("hacked").exists()
    assert not ran.path("out").exists()
    assert not [p for p in ran.folder.iterdir() if p.name.startswith(".")]


def test_the_message_names_the_file_and_line(run: Run) -> None:
    ran = with_templates(run, **{"elements/title.html.j2": "<header>\n\n{% if %}</header>"})
    assert "elements/title.html.j2:3" in ran.err


def test_the_message_names_the_file_of_an_undefined_name(run: Run) -> None:
    ran = with_templates(run, **{"elements/title.html.j2": "<header>\n\n{{ nothing }}</header>"})
    assert "elements/title.html.j2:3" in ran.err


@pytest.mark.parametrize("where", ["../outside", "/tmp", "link"])
def test_templates_outside_the_project_are_refused(run: Run, tmp_path: Path, where: str) -> None:
    inside = tmp_path / "project"
    (tmp_path / "outside" / "elements").mkdir(parents=True)
    (tmp_path / "outside" / "elements" / "title.html.j2").write_text("x")
    inside.mkdir()
    (inside / "link").symlink_to(tmp_path / "outside")
    ran = run("check project.yaml", project({"report": {"template_dir": where}}), inside)
    assert ran.code == 2
    assert "outside the project's folder" in ran.err


def test_a_single_template_that_points_outside_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("password")
    inside = tmp_path / "project"
    (inside / "mine" / "elements").mkdir(parents=True)
    (inside / "mine" / "elements" / "title.html.j2").symlink_to(tmp_path / "secret")
    ran = run("run project.yaml -o out", project(PROJECT), inside)
    assert ran.code == 2
    assert "points outside" in ran.err


def test_an_unknown_template_is_refused_with_the_nearest(run: Run) -> None:
    ran = with_templates(run, **{"elements/titel.html.j2": "x"})
    assert ran.code == 2
    assert 'no theme has a file "elements/titel.html.j2"' in ran.err
    assert 'Did you mean "elements/title.html.j2"?' in ran.err
    assert "out" not in {p.name for p in ran.folder.iterdir()}


@pytest.mark.parametrize(
    ("logo", "code"), [("logo.png", 2), ("../logo.png", 2), ("/etc/hostname", 2), ("counts.csv", 2), ("big.png", 2)]
)
def test_a_logo_is_a_picture_in_the_projects_folder(run: Run, logo: str, code: int) -> None:
    files = {**project({"report": {"logo": logo}}), "big.png": b"\x89PNG\r\n\x1a\n" + b"0" * 1_000_001}
    ran = run("check project.yaml", files)
    assert ran.code == code
    assert "report.logo" in ran.err
    assert set(snapshot(ran.folder)) == set(files)


def test_a_logo_with_a_script_is_a_picture_only(run: Run) -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
    ran = run("run project.yaml -o out", {**project({"report": {"formats": ["html"], "logo": "l.svg"}}), "l.svg": svg})
    page = ran.text("out/report.html")
    assert 'src="data:image/svg+xml;base64,' in page  # a script does not run in an img
    assert "alert(1)" not in page
