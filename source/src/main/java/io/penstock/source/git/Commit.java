package io.penstock.source.git;

import io.penstock.source.Caps;
import io.penstock.source.Origin;
import io.penstock.source.Progress;
import io.penstock.source.SourceRefused;
import io.penstock.source.selection.Reason;
import io.penstock.source.snapshot.Deadline;
import io.penstock.source.snapshot.Draft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The files of a commit, read from its tree: nothing is checked out, so nothing of it is run, filtered or followed. */
final class Commit {

    private final Repository repository;
    private final Caps caps;
    private final Deadline deadline;
    private final Progress progress;
    private final List<Wanted> wanted = new ArrayList<>();

    private record Wanted(String path, ObjectId id) {}

    Commit(Repository repository, Caps caps, Deadline deadline, Progress progress) {
        this.repository = repository;
        this.caps = caps;
        this.deadline = deadline;
        this.progress = progress;
    }

    void read(ObjectId commit, Draft draft) throws IOException, SourceRefused, InterruptedException {
        look(commit, (tree, reader) -> {
            walk(tree, reader, id -> length(id, reader), draft);
            int done = 0;
            for (var file : wanted) {
                deadline.check();
                progress.tell("Reading the files", ++done, wanted.size());
                draft.take(file.path, reader.open(file.id, Constants.OBJ_BLOB).getCachedBytes(caps.fileBytes()));
            }
        });
    }

    /** Tells the draft of the names alone, when the files themselves have not been fetched. */
    void list(ObjectId commit, Draft draft) throws IOException, SourceRefused, InterruptedException {
        look(commit, (tree, reader) -> walk(tree, reader, id -> 0, draft));
    }

    private interface Look {
        void at(ObjectId tree, ObjectReader reader) throws IOException, SourceRefused, InterruptedException;
    }

    private interface Lengths {
        long of(ObjectId file) throws IOException;
    }

    private void look(ObjectId commit, Look look) throws IOException, SourceRefused, InterruptedException {
        try (var reader = repository.newObjectReader();
                var revisions = new RevWalk(reader)) {
            look.at(revisions.parseCommit(commit).getTree(), reader);
        } catch (IncorrectObjectTypeException e) {
            throw Remote.unknown("The ref does not stand for a commit.");
        } catch (MissingObjectException | CorruptObjectException e) {
            throw Origin.GIT.refused("broken", "The repository is damaged: an object is missing or cannot be read.");
        }
    }

    /** A few trees can refer to each other so that there are more paths than anybody can count. */
    private void walk(ObjectId tree, ObjectReader reader, Lengths lengths, Draft draft)
            throws IOException, SourceRefused, InterruptedException {
        int entries = 0;
        try (var walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            while (walk.next()) {
                deadline.check();
                if (++entries > caps.files()) {
                    throw Origin.GIT.tooLarge(
                            "The repository has more than %d files, folders and links.".formatted(caps.files()));
                }
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                } else {
                    tell(walk, lengths, draft);
                }
            }
        }
    }

    private void tell(TreeWalk walk, Lengths lengths, Draft draft) throws IOException, SourceRefused {
        var mode = walk.getFileMode(0);
        var path = walk.getPathString();
        if (mode.equals(FileMode.GITLINK)) {
            draft.leave(Reason.SUBMODULE, path);
        } else if (mode.equals(FileMode.SYMLINK)) {
            draft.leave(Reason.LINK, path);
        } else {
            var id = walk.getObjectId(0);
            if (draft.wants(path, lengths.of(id))) {
                wanted.add(new Wanted(path, id));
            }
        }
    }

    /** What the server was asked to leave out is too large. */
    private static long length(ObjectId id, ObjectReader reader) throws IOException {
        return reader.has(id, Constants.OBJ_BLOB) ? reader.getObjectSize(id, Constants.OBJ_BLOB) : Long.MAX_VALUE;
    }
}
