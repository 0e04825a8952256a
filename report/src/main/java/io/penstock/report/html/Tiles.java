package io.penstock.report.html;

import io.penstock.report.html.Page.Tile;
import io.penstock.report.summary.Summary;
import io.penstock.report.summary.Words;
import java.util.ArrayList;
import java.util.List;

/** The figures at the top. */
final class Tiles {

    private Tiles() {}

    static List<Tile> of(Summary summary) {
        var tiles = new ArrayList<Tile>();
        var findings = summary.findings();
        tiles.add(new Tile(
                "",
                "Files",
                Words.number(summary.files()),
                Page.percent(summary.times().reused()) + " reused"));
        tiles.add(new Tile(
                "", "Lines of code", Words.number(summary.codeLines()), Words.count(summary.functions(), "function")));
        tiles.add(new Tile(
                "",
                "Findings",
                Words.number(findings.all()),
                Words.number(findings.critical()) + " critical, " + Words.number(findings.high()) + " high"));
        var changes = summary.changes();
        if (changes != null) {
            tiles.add(new Tile(
                    changes.fresh().all() > 0 ? "worse" : "",
                    "New",
                    Words.number(changes.fresh().all()),
                    Words.number(changes.unchanged().all()) + " unchanged"
                            + (changes.unknown().all() > 0
                                    ? ", " + Words.number(changes.unknown().all()) + " unknown"
                                    : "")));
            tiles.add(new Tile(
                    changes.fixed().all() > 0 ? "better" : "",
                    "Fixed",
                    Words.number(changes.fixed().all()),
                    "since the analysis before"));
        }
        tiles.add(new Tile(
                "",
                "Duplicated",
                Page.percent(summary.duplicates().share()),
                Words.count(summary.duplicates().blocks(), "block")));
        var cost = summary.reviewCost();
        if (cost != null) {
            tiles.add(new Tile("", "Review", "$" + cost.toPlainString(), "by a model"));
        }
        return tiles;
    }
}
