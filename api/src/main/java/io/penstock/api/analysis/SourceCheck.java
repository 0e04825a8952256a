package io.penstock.api.analysis;

import io.penstock.analyzer.Settings;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.AnalysesSettings;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.request.AnalysisRequest;
import io.penstock.db.request.AnalysisRequest.Options;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import io.penstock.source.archive.Archives;
import io.penstock.source.git.Repositories;
import io.penstock.source.selection.Selection;
import io.penstock.store.Shelf;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Looks whether there are such analyzers and rules, and whether the source can be read and has files that are selected, before anything begins. It
 * reads as the first step of an analysis does.
 */
public final class SourceCheck {

    private static final Duration UNTIL_SEATED = Duration.ofSeconds(5);

    /** For what does not look at the time by itself: the first answer of a server, the rest of a large entry. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Repositories repositories;
    private final Archives archives;
    private final Analyzers analyzers;
    private final Artifacts artifacts;
    private final Shelf shelf;
    private final AnalysesSettings settings;
    private final Looks looks;

    public SourceCheck(
            Repositories repositories,
            Archives archives,
            Analyzers analyzers,
            Artifacts artifacts,
            Shelf shelf,
            AnalysesSettings settings) {
        this.repositories = repositories;
        this.archives = archives;
        this.analyzers = analyzers;
        this.artifacts = artifacts;
        this.shelf = shelf;
        this.settings = settings;
        this.looks = new Looks(
                new Seats(settings.checksAtOnce()),
                UNTIL_SEATED,
                settings.checkTime().plus(GRACE));
    }

    /** @param place where the client said it, as a pointer; empty if it is all of what was said */
    public void check(int tenant, AnalysisRequest request, String place) {
        check(request.look(), place);
        var source = source(tenant, request.options(), place);
        var selection =
                Selection.of(request.options().include(), request.options().exclude());
        try {
            if (!looks.look(tenant, () -> look(source, selection))) {
                throw notChecked("Too many are looked at just now. Nothing was begun; try it again in a moment.");
            }
        } catch (SourceRefused e) {
            throw refusal(e, place);
        } catch (IOException e) {
            throw notChecked("Nothing was begun; try it again in a moment.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notChecked("Nothing was begun; try it again in a moment.");
        }
    }

    private void check(AnalysisFiles.Payload look, String place) {
        var refusal = analyzers.refusal(Settings.of(look));
        if (refusal.isPresent()) {
            var pointer = look.pmdRules() == null ? "/analyzers" : "/pmd_rules";
            throw new Refusal(Problem.invalid(refusal.get(), List.of(new Violation(place + pointer, refusal.get()))));
        }
    }

    private Source source(int tenant, Options options, String place) {
        var id = options.source().artifact();
        if (id == null) {
            return new Source.Git(
                    Objects.requireNonNull(options.source().git()),
                    options.source().ref());
        }
        var content = artifacts
                .find(tenant, id)
                .map(artifact -> artifact.content())
                .orElseThrow(() -> new Refusal(Problem.invalid(
                        new Violation("/source/artifact", "is not the id of an artifact of yours").under(place))));
        return new Source.Archive(() -> shelf.open(id, content, 0, content.bytes()));
    }

    private void look(Source source, Selection selection) throws IOException, SourceRefused, InterruptedException {
        switch (source) {
            case Source.Git git -> repositories.check(git, selection, settings.caps(), settings.checkTime());
            case Source.Archive archive -> archives.check(archive, selection, settings.caps(), settings.checkTime());
        }
    }

    private static Refusal refusal(SourceRefused refused, String place) {
        var problem = Problem.of(400, refused.code(), "The source cannot be read", refused.sentence())
                .at(new Violation(refused.pointer(), refused.sentence()).under(place));
        return new Refusal(refused.code().equals("git_unreachable") ? problem.asRetryable() : problem);
    }

    private static Refusal notChecked(String detail) {
        return new Refusal(Problem.of(503, "source_not_checked", "The source could not be looked at", detail)
                .asRetryable());
    }
}
