package io.penstock.source.git;

import io.penstock.source.FileName;
import io.penstock.source.Origin;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** A repository on its server: what its refs stand for. */
final class Remote {

    private static final int TOLD_BRANCHES = 5;

    private final Source.Git git;
    private final URIish address;
    private final Connections connections;
    private final Exchange exchange;

    Remote(Source.Git git, URIish address, Connections connections, Exchange exchange) {
        this.git = git;
        this.address = address;
        this.connections = connections;
        this.exchange = exchange;
    }

    /** @param name in full; null for a commit that was named by its id */
    record Place(@Nullable String name, ObjectId commit) {}

    /** What the ref stands for now. That a commit exists is known only once it is fetched. */
    Place find() throws SourceRefused {
        var ref = git.ref();
        if (ref == null) {
            var head = refs(Constants.HEAD).getRef(Constants.HEAD);
            if (head == null || head.getObjectId() == null) {
                throw unknown("The repository is empty, or has no branch of its own; name one.");
            }
            return place(head);
        }
        if (ObjectId.isId(ref.toLowerCase(Locale.ROOT))) {
            refs(Constants.HEAD);
            return new Place(null, ObjectId.fromString(ref.toLowerCase(Locale.ROOT)));
        }
        var names = names(ref);
        var refs = refs(names.toArray(String[]::new));
        for (var name : names) {
            var found = refs.getRef(name);
            if (found != null && found.getObjectId() != null) {
                return place(found);
            }
        }
        throw unknown("There is no branch or tag %s.%s".formatted(FileName.shown(ref), branches()));
    }

    private static Place place(Ref ref) {
        var peeled = ref.getPeeledObjectId();
        return new Place(ref.getName(), peeled == null ? ref.getObjectId() : peeled);
    }

    private List<String> names(String ref) throws SourceRefused {
        if (!Repository.isValidRefName(Constants.R_HEADS + ref)) {
            throw unknown("%s cannot be the name of a branch or tag.".formatted(FileName.shown(ref)));
        }
        return ref.startsWith(Constants.R_REFS)
                ? List.of(ref, Constants.R_HEADS + ref, Constants.R_TAGS + ref)
                : List.of(Constants.R_HEADS + ref, Constants.R_TAGS + ref);
    }

    private String branches() throws SourceRefused {
        var names = new ArrayList<String>();
        for (var ref : refs(Constants.R_HEADS).getRefs()) {
            if (ref.getName().startsWith(Constants.R_HEADS)) {
                names.add(FileName.shown(ref.getName().substring(Constants.R_HEADS.length())));
            }
        }
        names.sort(null);
        return switch (names.size()) {
            case 0 -> "";
            case 1 -> " There is " + names.getFirst() + ".";
            default ->
                " There are " + String.join(", ", names.subList(0, Math.min(TOLD_BRANCHES, names.size())))
                        + (names.size() > TOLD_BRANCHES ? ", and more." : ".");
        };
    }

    private FetchConnection refs(String... prefixes) throws SourceRefused {
        try (var transport = Transport.open(address);
                var refs = guarded(transport).openFetch(List.of(), prefixes)) {
            return refs;
        } catch (NotSupportedException | TransportException e) {
            throw refusal();
        }
    }

    /** Calls the server once. */
    void call(Repository into, Call call) throws TransportException, SourceRefused {
        try (var transport = guarded(Transport.open(into, address))) {
            call.with(transport);
        } catch (NotSupportedException e) {
            throw refusal();
        }
    }

    interface Call {
        void with(TransportHttp transport) throws NotSupportedException, TransportException;
    }

    /** Why the server could not be talked to. */
    SourceRefused refusal() {
        var known = exchange.refusal();
        return known == null
                ? new SourceRefused(
                        "not_a_repository", "/source/git", "What the server sent is not a git repository's answer.")
                : known;
    }

    private TransportHttp guarded(Transport transport) throws SourceRefused {
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(connections);
            return http;
        }
        throw Origin.GIT.refused("forbidden", RemoteAddress.RULE);
    }

    static SourceRefused unknown(String sentence) {
        return new SourceRefused("git_ref_unknown", "/source/ref", sentence);
    }
}
