package io.penstock.api.analysis;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.NewAnalysis;
import io.penstock.db.request.AnalysisRequest;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import io.penstock.source.git.Repositories;
import java.io.IOException;

/** Looks whether a repository can be read, before anything begins. */
public final class SourceCheck {

    private final Repositories repositories;

    public SourceCheck(Repositories repositories) {
        this.repositories = repositories;
    }

    void check(NewAnalysis asked) {
        var source = AnalysisRequest.stored(asked.request()).options().source();
        if (source.git() == null) {
            return;
        }
        try {
            repositories.check(new Source.Git(source.git(), source.ref()));
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
