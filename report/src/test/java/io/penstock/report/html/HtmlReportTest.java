package io.penstock.report.html;

import static io.penstock.report.Analyzed.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.FailOn;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Sha256;
import io.penstock.report.Analyzed;
import io.penstock.report.LargeAnalysis;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.ComparedFiles;
import io.penstock.report.subject.Subject;
import io.penstock.report.summary.Results;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HtmlReportTest {

    private static final ComparedFile[] FILES = {
        file("a/A.java")
                .lines(80)
                .function("grind", 18)
                .finding("secret/aws-key", Severity.CRITICAL, "1")
                .finding("pmd/EmptyCatchBlock", Severity.MEDIUM, "2")
                .passage(7, 1, 30)
                .added(),
        file("b/B.java")
                .failed("pmd", "too_slow")
                .finding("todo/todo", Severity.INFO, "3")
                .passage(7, 11, 40)
                .after(file("b/B.java")
                        .finding("todo/todo", Severity.INFO, "3")
                        .finding("java/exit", Severity.HIGH, "4")),
    };

    private static String text(Subject subject, ComparedFiles files, int most, FailOn... failOn) {
        var out = new ByteArrayOutputStream();
        HtmlReport.write(Results.of(subject, files, List.of(failOn), Analyzers.usual()), most, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Document page(Subject subject, ComparedFile... files) {
        return Jsoup.parse(
                text(subject, Analyzed.files(files), HtmlReport.MOST_FINDINGS, new FailOn(Severity.HIGH, true, 0)));
    }

    private static JsonNode data(Document page) {
        return Json.mapper().readTree(page.expectFirst("#data").data());
    }

    private static List<String> listed(Document page) {
        var listed = new ArrayList<String>();
        for (var file : data(page).get("files")) {
            for (var finding : file.get(1)) {
                listed.add(file.get(0).stringValue() + " " + finding.get(0).stringValue() + " "
                        + finding.get(2).stringValue());
            }
        }
        return listed;
    }

    @Test
    void itSaysWhatWasAnalysedAndWhatCameOfIt() {
        var page = page(Analyzed.compared(), FILES);

        assertThat(page.title()).isEqualTo("https://git.example/mill/flour.git - code analysis");
        assertThat(page.select("h1").text()).isEqualTo("https://git.example/mill/flour.git");
        assertThat(page.select(".facts").text())
                .contains(
                        "Commit 9a8b7c6d5e4f",
                        "23 Nov 2026, 09:02 UTC",
                        "Took 2 min 7 s",
                        "0f1e2d3c4b5a of 20 Nov 2026");
        assertThat(page.select("#verdict.failed").text())
                .isEqualTo("Failed 1 new finding of severity high or worse; at most 0 may be there.");
        assertThat(page.select(".tiles > div").eachText())
                .contains(
                        "Files 2 0.0 % reused",
                        "Findings 3 1 critical, 0 high", "New 2 1 unchanged", "Review $0.42 by a model");
        assertThat(page.select("#hot-spots .path").eachText()).containsExactly("a/A.java", "b/B.java");
        assertThat(page.select("#functions tbody tr").text()).isEqualTo("grind a/A.java:1 18 2 9");
        assertThat(page.select("#duplicates tbody .path").eachText())
                .containsExactly("a/A.java:1–30", "b/B.java:11–40");
        assertThat(page.select("#failures tbody tr").text()).isEqualTo("b/B.java pmd too_slow It failed: too_slow.");
        assertThat(page.select("footer").text()).contains("ana_now", "12 binary, 340 ignored");
    }

    @Test
    void eachRuleSaysWhatItMeans() {
        var rules = page(Analyzed.compared(), FILES).select("#rules tbody tr");

        assertThat(rules.eachText().getFirst())
                .startsWith("secret/aws-key critical An access key of AWS stands in the file");
        assertThat(rules.select("a[href^=https://docs.pmd-code.org/]")).hasSize(1);
    }

    @Test
    void theListHasAllFindingsAndWhatBecameOfThem() {
        var page = page(Analyzed.compared(), FILES);

        assertThat(listed(page))
                .containsExactly(
                        "a/A.java secret/aws-key new",
                        "a/A.java pmd/EmptyCatchBlock new",
                        "b/B.java todo/todo unchanged",
                        "b/B.java java/exit fixed");
        assertThat(data(page).get("left_out").intValue()).isZero();
    }

    @Test
    void withoutAnAnalysisBeforeThereIsNoStatus() {
        var page = page(
                Analyzed.alone(),
                file("A.java").finding("todo/todo", Severity.INFO, "1").added());

        assertThat(page.getElementById("status")).isNull();
        assertThat(page.select(".since")).isEmpty();
        assertThat(listed(page)).containsExactly("A.java todo/todo ");
    }

    @Test
    void ofTooManyFindingsTheWorstAreListed() {
        var page = Jsoup.parse(text(Analyzed.alone(), Analyzed.files(FILES), 2));

        assertThat(listed(page)).containsExactly("a/A.java secret/aws-key ", "a/A.java pmd/EmptyCatchBlock ");
        assertThat(data(page).get("left_out").intValue()).isEqualTo(1);
        assertThat(page.getElementById("left-out")).isNotNull();
    }

    @Test
    void anAnalysisWithoutFindingsIsAPageToo() {
        var page = page(Analyzed.alone());

        assertThat(page.select("#rules").text()).contains("No rule found anything.");
        assertThat(page.select("#failures")).isEmpty();
        assertThat(page.text()).contains("There are none.", "No function was measured.", "No block of ten lines");
    }

    @Test
    void itNeedsNothingFromElsewhere() {
        var text = text(Analyzed.compared(), LargeAnalysis.of(100, 5), 100);
        var page = Jsoup.parse(text);

        assertThat(page.select("[src], object, embed, iframe, form, base, link:not([rel=icon])"))
                .isEmpty();
        assertThat(page.select("link").attr("href")).isEqualTo("data:,");
        assertThat(page.select("style").html()).doesNotContain("url(", "@import", "@font-face", "http");
        assertThat(page.select("script").getLast().data())
                .doesNotContain("fetch", "XMLHttpRequest", "import", "http", "innerHTML");
    }

    @Test
    void itsPolicyLetsNoScriptRunButItsOwn() {
        var page = page(Analyzed.compared(), FILES);
        var scripts = page.select("script:not([type])");
        var hash =
                Base64.getEncoder().encodeToString(Sha256.of(scripts.getFirst().data()));

        assertThat(scripts).hasSize(1);
        assertThat(page.select("head > *").get(1).attr("http-equiv")).isEqualTo("Content-Security-Policy");
        assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .isEqualTo("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + hash
                        + "'; img-src data:; base-uri 'none'; form-action 'none'");
        assertThat(page.getAllElements()).allSatisfy(HtmlReportTest::hasNoHandler);
    }

    private static void hasNoHandler(Element element) {
        assertThat(element.attributes())
                .allSatisfy(attribute -> assertThat(attribute.getKey()).doesNotStartWith("on"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=alert(1)>",
                "</script><script>alert(1)</script>",
                "</style></title><script>alert(1)</script>",
                "\"><svg onload='alert(1)'>",
                "<!--<script>",
                "{{{script}}}",
                "&lt;b&gt;\u2028",
            })
    void whatTheSourceSaysIsText(String hostile) {
        var plain = page(Analyzed.compared(), hostile("plain"));
        var page = Jsoup.parse(
                text(subject(hostile), Analyzed.files(hostile(hostile)), 10, new FailOn(Severity.HIGH, true, 0)));

        assertThat(page.select("img, title + script")).isEmpty();
        assertThat(page.getAllElements()).allSatisfy(HtmlReportTest::hasNoHandler);
        assertThat(page.select("script, svg")).hasSameSizeAs(plain.select("script, svg"));
        assertThat(page.expectFirst("h1").wholeText()).isEqualTo(hostile);
        assertThat(page.expectFirst("#hot-spots .path").wholeText()).isEqualTo(hostile);
        assertThat(page.expectFirst("#functions code").wholeText()).isEqualTo(hostile);
        assertThat(page.select("#failures tbody td").getLast().wholeText()).isEqualTo("It failed: " + hostile + ".");
        assertThat(data(page).at("/files/0/0").stringValue()).isEqualTo(hostile);
        assertThat(data(page).at("/files/0/1/0/5").stringValue()).isEqualTo(hostile);
    }

    private static ComparedFile hostile(String text) {
        return file(text)
                .lines(40)
                .function(text, 30)
                .finding("java/" + text, Severity.HIGH, "1", text)
                .failed(text, text)
                .added();
    }

    private static Subject subject(String source) {
        return new Subject(
                source,
                source,
                source,
                source,
                Instant.EPOCH,
                Instant.EPOCH,
                Analyzed.BEFORE,
                source,
                Map.of(source, 1L),
                null);
    }

    @Test
    void nothingIsReadInAnotherOrderThanItHas() {
        var page = page(Analyzed.compared(), hostile("a\u202egnp.exe"));

        assertThat(page.html()).doesNotContain("\u202e");
        assertThat(page.select("#hot-spots .path").text()).isEqualTo("a\ufffdgnp.exe");
        assertThat(listed(page)).containsExactly("a\ufffdgnp.exe java/a\ufffdgnp.exe new");
    }

    @Test
    void onlyPagesBehindHttpsAreLinked() {
        assertThat(page(Analyzed.compared(), FILES).select("a:not([href^=#])").eachAttr("href"))
                .allMatch(href -> href.startsWith("https://"));
    }

    @Test
    void chartsAndFieldsAreForThoseWhoDoNotSeeThemToo() {
        var page = page(Analyzed.compared(), FILES);

        assertThat(page.select("html").attr("lang")).isEqualTo("en");
        assertThat(page.select("svg:not([aria-hidden]):not([role=img][aria-label])"))
                .isEmpty();
        assertThat(page.select(".donut svg").attr("aria-label"))
                .isEqualTo("Findings: 1 critical, 0 high, 1 medium, 0 low, 1 info");
        assertThat(page.select(".histogram svg").attr("aria-label")).contains("1 of complexity 16–20");
        assertThat(page.select("select, input")).hasSize(4).allMatch(field -> field.closest("label") != null);
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.select("main > section"))
                .allMatch(
                        part -> part.hasAttr("aria-label") || !part.select("h2").isEmpty());
        assertThat(page.select("thead th:not([scope])")).isEmpty();
    }

    @Test
    void itIsForLightAndDarkForPhonesAndPaper() {
        assertThat(page(Analyzed.alone()).select("style").html())
                .contains("prefers-color-scheme: dark", "@media (max-width", "@media print");
        assertThat(page(Analyzed.alone()).select("meta[name=viewport]").attr("content"))
                .contains("width=device-width");
    }

    @Test
    void aLargeOneIsStillAPage() {
        var text = text(Analyzed.compared(), LargeAnalysis.of(10_000, 10), HtmlReport.MOST_FINDINGS);

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(5_000_000);
        assertThat(listed(Jsoup.parse(text))).hasSize(5000);
    }

    @Test
    void longPathsAndMessagesMakeItNoLonger() {
        ComparedFiles files = () -> IntStream.range(0, 5000)
                .mapToObj(nr -> file("大".repeat(990) + nr)
                        .finding("todo/todo", Severity.INFO, "1", "m".repeat(500))
                        .added());
        var text = text(Analyzed.alone(), files, HtmlReport.MOST_FINDINGS);
        var page = Jsoup.parse(text);

        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(5_000_000);
        assertThat(listed(page).size() + data(page).get("left_out").intValue()).isEqualTo(5000);
        assertThat(data(page).at("/files/0/1/0/5").stringValue()).hasSize(241);
    }
}
