package io.penstock.source.git;

import io.penstock.guard.AllowedHosts;
import io.penstock.guard.GuardedClients;
import io.penstock.guard.Lookup;
import io.penstock.source.Caps;
import io.penstock.source.Origin;
import io.penstock.source.Progress;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import io.penstock.source.selection.Ignores;
import io.penstock.source.selection.Selection;
import io.penstock.source.snapshot.Deadline;
import io.penstock.source.snapshot.Draft;
import io.penstock.source.snapshot.Snapshot;
import io.penstock.source.snapshot.WorkFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;

/** Repositories at public addresses, over HTTP. */
public final class Repositories {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration CHECK = Duration.ofSeconds(10);
    private static final long MOST_CHECK_BYTES = 8 << 20;

    /** The names of the files of very large repositories take 10 MiB. */
    private static final long MOST_NAMES_BYTES = 32 << 20;

    private final GuardedClients clients;
    private final Tokens tokens;
    private final Path parent;
    private final Clock clock;
    private final Duration checkTime;

    static {
        Isolated.install();
    }

    /**
     * @param allowed hosts that may be called although they are private
     * @param tokens by host
     * @param parent of the folders in which snapshots are made
     */
    public Repositories(AllowedHosts allowed, Map<String, String> tokens, Path parent, Clock clock) {
        this(allowed, tokens, parent, clock, InetAddress::getAllByName, CHECK);
    }

    Repositories(
            AllowedHosts allowed,
            Map<String, String> tokens,
            Path parent,
            Clock clock,
            Lookup lookup,
            Duration checkTime) {
        this.clients = new GuardedClients(allowed, CONNECT, lookup);
        this.tokens = new Tokens(tokens, allowed);
        this.parent = parent;
        this.clock = clock;
        this.checkTime = checkTime;
    }

    /** The id of the commit that the ref stands for now: a quick look, which fetches nothing. */
    public String check(Source.Git git) throws IOException, SourceRefused, InterruptedException {
        var exchange = new Exchange(MOST_CHECK_BYTES);
        var remote = remote(git, exchange);
        var late = Origin.GIT.refused("unreachable", "It did not answer within %s.".formatted(checkTime));
        return Patience.within(
                checkTime, exchange, late, () -> remote.find().commit().name());
    }

    /**
     * Whether there is such a commit, and a file in it that is selected. Names tell that: content is not fetched where the server can leave it out, so
     * that it is too large or no text is found by who opens it.
     *
     * @param time what would take longer than this, or very many bytes, is left to who opens it
     */
    public void check(Source.Git git, Selection selection, Caps caps, Duration time)
            throws IOException, SourceRefused, InterruptedException {
        var commit = ObjectId.fromString(check(git));
        var deadline = Deadline.in(Origin.GIT, time);
        var exchange = new Exchange(Math.min(caps.fetchedBytes(), MOST_NAMES_BYTES));
        var remote = remote(git, exchange);
        var folder = WorkFolder.create(parent, clock);
        try (var draft = Draft.forCheck(Origin.GIT, selection, new Ignores(), caps, folder);
                var repository = FetchedRepository.create(folder.path().resolve("repository.git"))) {
            var fetch = new Fetch(remote, repository, exchange, caps, Fetch.NO_FILES, Progress.UNTOLD);
            var came = Patience.within(deadline.left(), exchange, deadline.refusal(), () -> fetch.run(commit));
            new Commit(repository, caps, deadline, Progress.UNTOLD).list(came, draft);
            draft.checkWanted();
        } catch (SourceRefused e) {
            if (!deadline.isOver() && exchange.bytes() <= MOST_NAMES_BYTES) {
                throw e;
            }
        }
    }

    /**
     * @param commit as it was checked. The snapshot's version is another one if that can no longer be had and the ref has moved
     * @param progress is told by another thread
     */
    public Snapshot open(Source.Git git, String commit, Selection selection, Caps caps, Progress progress)
            throws IOException, SourceRefused, InterruptedException {
        var deadline = Deadline.in(Origin.GIT, caps.time());
        var exchange = new Exchange(caps.fetchedBytes());
        var remote = remote(git, exchange);
        var folder = WorkFolder.create(parent, clock);
        try (var draft = Draft.of(Origin.GIT, selection, new Ignores(), caps, folder)) {
            var fetched = folder.path().resolve("repository.git");
            ObjectId came;
            try (var repository = FetchedRepository.create(fetched)) {
                var fetch = new Fetch(remote, repository, exchange, caps, Fetch.noLargeFiles(caps), progress);
                came = Patience.within(
                        deadline.left(), exchange, deadline.refusal(), () -> fetch.run(ObjectId.fromString(commit)));
                new Commit(repository, caps, deadline, progress).read(came, draft);
            }
            WorkFolder.delete(fetched);
            return draft.done(came.name());
        }
    }

    private Remote remote(Source.Git git, Exchange exchange) throws SourceRefused {
        return new Remote(git, RemoteAddress.of(git), new Connections(clients, tokens, exchange), exchange);
    }
}
