package io.penstock.api.analysis;

import io.penstock.analyzer.Settings;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.NewAnalysis;
import io.penstock.db.request.AnalysisRequest;
import io.penstock.db.request.AnalysisRequest.Source;
import io.penstock.source.SourceRefused;
import io.penstock.source.git.Repositories;
import java.io.IOException;
import java.util.List;

/** Looks whether there are such analyzers and rules, and whether a repository can be read, before anything begins. */
public final class SourceCheck {

    private final Repositories repositories;
    private final Analyzers analyzers;

    public SourceCheck(Repositories repositories, Analyzers analyzers) {
        this.repositories = repositories;
        this.analyzers = analyzers;
    }

    void check(NewAnalysis asked) {
        var request = AnalysisRequest.stored(asked.request());
        check(request.look());
        check(request.options().source());
    }

    private void check(AnalysisFiles.Payload look) {
        var refusal = analyzers.refusal(Settings.of(look));
        if (refusal.isPresent()) {
            var pointer = look.pmdRules() == null ? "/analyzers" : "/pmd_rules";
            throw new Refusal(Problem.invalid(refusal.get(), List.of(new Violation(pointer, refusal.get()))));
        }
    }

    private void check(Source source) {
        if (source.git() == null) {
            return;
        }
        try {
            repositories.check(new io.penstock.source.Source.Git(source.git(), source.ref()));
        } catch (SourceRefused e) {
            throw refusal(e);
        } catch (IOException e) {
            throw notChecked();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notChecked();
        }
    }

    private static Refusal refusal(SourceRefused refused) {
        var problem = Problem.of(400, refused.code(), "The source cannot be read", refused.sentence())
                .at(new Violation(refused.pointer(), refused.sentence()));
        return new Refusal(refused.code().equals("git_unreachable") ? problem.asRetryable() : problem);
    }

    private static Refusal notChecked() {
        return new Refusal(
                Problem.of(503, "source_not_checked", "The source could not be looked at", "Try it again in a moment.")
                        .asRetryable());
    }
}
