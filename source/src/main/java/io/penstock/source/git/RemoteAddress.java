package io.penstock.source.git;

import io.penstock.guard.Target;
import io.penstock.source.Origin;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import java.net.URISyntaxException;
import org.eclipse.jgit.transport.URIish;

/** Where a repository is, as far as we go there at all. */
final class RemoteAddress {

    static final String RULE = "A repository is called by http or https, without user, password and query.";

    private RemoteAddress() {}

    static URIish of(Source.Git git) throws SourceRefused {
        var target = Target.parse(git.url());
        if (target.isEmpty() || target.get().uri().getRawQuery() != null) {
            throw forbidden();
        }
        try {
            return new URIish(target.get().uri().toString());
        } catch (URISyntaxException e) {
            throw forbidden();
        }
    }

    private static SourceRefused forbidden() {
        return Origin.GIT.refused("forbidden", RULE);
    }
}
