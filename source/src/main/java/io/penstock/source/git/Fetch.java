package io.penstock.source.git;

import io.penstock.source.Caps;
import io.penstock.source.Origin;
import io.penstock.source.Progress;
import io.penstock.source.SourceRefused;
import java.util.List;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TransportHttp;

/**
 * Fetches one commit with its files and nothing else. Servers differ in what they let a client ask for, so it is asked for in turn: by its id and
 * without the files that nobody will read, by its id, and by the ref.
 */
final class Fetch {

    /** Only the names of the files. */
    static final String NO_FILES = "blob:none";

    /** Trees, and with most servers no file that would not be read anyway. */
    private static final long LARGEST_FILTERED = 16 << 20;

    private static final long LARGEST = 32 << 20;

    private final Remote remote;
    private final FetchedRepository into;
    private final Exchange exchange;
    private final Caps caps;
    private final String filter;
    private final Progress progress;

    /** @param filter what the server is asked to leave out, as git says it */
    Fetch(Remote remote, FetchedRepository into, Exchange exchange, Caps caps, String filter, Progress progress) {
        this.remote = remote;
        this.into = into;
        this.exchange = exchange;
        this.caps = caps;
        this.filter = filter;
        this.progress = progress;
    }

    static String noLargeFiles(Caps caps) {
        return "blob:limit=" + (caps.fileBytes() + 1L);
    }

    /** The commit that came: another one if the wanted one cannot be had by its id and the ref stands for another one now. */
    ObjectId run(ObjectId wanted) throws SourceRefused {
        if (fetched(wanted.name())) {
            return wanted;
        }
        var now = remote.find();
        if (now.name() == null) {
            throw Remote.unknown("The server does not have this commit, or does not give it out by its id.");
        }
        if (!now.commit().equals(wanted)) {
            progress.tell("The ref stands for another commit now", 0, 0);
        }
        if (fetched(now.name())) {
            return now.commit();
        }
        throw Origin.GIT.refused(
                "broken", "It could not be fetched: what the server sent is damaged, or the ref is of no commit.");
    }

    private boolean fetched(String wanted) throws SourceRefused {
        return fetched(wanted, true) || fetched(wanted, false);
    }

    private boolean fetched(String wanted, boolean filtered) throws SourceRefused {
        into.limitObjects(filtered ? Math.max(LARGEST_FILTERED, caps.fileBytes()) : LARGEST);
        try {
            remote.call(into, transport -> {
                set(transport, filtered);
                transport.fetch(new Telling(progress, exchange), List.of(new RefSpec(wanted)));
            });
            return true;
        } catch (TransportException e) {
            if (isTooLarge(e)) {
                throw Origin.GIT.tooLarge("One of its objects is too large, and the server does not leave it out.");
            }
            if (exchange.refusal() != null) {
                throw remote.refusal();
            }
            return false;
        }
    }

    private void set(TransportHttp transport, boolean filtered) throws TransportException {
        transport.setDepth(1);
        transport.setTagOpt(TagOpt.NO_TAGS);
        transport.setFetchThin(false);
        if (filtered) {
            transport.setFilterSpec(FilterSpec.fromFilterLine(filter));
        }
    }

    private static boolean isTooLarge(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TooLargeObjectInPackException) {
                return true;
            }
        }
        return false;
    }
}
