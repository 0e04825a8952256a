package io.penstock.source.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;

/** A commit that is being made, with all the files it will have. */
public final class Commits {

    private static final PersonIdent SOMEBODY =
            new PersonIdent("A Miller", "miller@example.com", Instant.EPOCH, ZoneOffset.UTC);

    private final Repository repository;
    private final ObjectInserter inserter;
    private final DirCache index = DirCache.newInCore();
    private final DirCacheBuilder builder = index.builder();

    Commits(Repository repository) {
        this.repository = repository;
        this.inserter = repository.newObjectInserter();
    }

    public Commits file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public Commits file(String path, byte[] content) {
        return entry(path, FileMode.REGULAR_FILE, insert(content));
    }

    public Commits link(String path, String target) {
        return entry(path, FileMode.SYMLINK, insert(target.getBytes(StandardCharsets.UTF_8)));
    }

    public Commits submodule(String path) {
        return entry(path, FileMode.GITLINK, ObjectId.fromString("1".repeat(40)));
    }

    /** The commit's id; the branch stands for it from now on. */
    public String to(String branch) {
        try (inserter) {
            builder.finish();
            var id = commit(index.writeTree(inserter));
            point(Constants.R_HEADS + branch, id);
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A commit of that tree, whatever it holds. */
    ObjectId commit(ObjectId tree) throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setAuthor(SOMEBODY);
        commit.setCommitter(SOMEBODY);
        commit.setMessage("Grind");
        var id = inserter.insert(commit);
        inserter.flush();
        return id;
    }

    /** An annotated tag. */
    void tag(String name, ObjectId id) throws IOException {
        var tag = new TagBuilder();
        tag.setTag(name);
        tag.setTagger(SOMEBODY);
        tag.setMessage("Ground");
        tag.setObjectId(id, Constants.OBJ_COMMIT);
        var inserted = inserter.insert(tag);
        inserter.flush();
        point(Constants.R_TAGS + name, inserted);
    }

    void point(String ref, ObjectId id) throws IOException {
        var update = repository.updateRef(ref);
        update.setNewObjectId(id);
        update.forceUpdate();
    }

    ObjectInserter inserter() {
        return inserter;
    }

    private Commits entry(String path, FileMode mode, ObjectId id) {
        var entry = new DirCacheEntry(path);
        entry.setFileMode(mode);
        entry.setObjectId(id);
        builder.add(entry);
        return this;
    }

    private ObjectId insert(byte[] content) {
        try {
            return inserter.insert(Constants.OBJ_BLOB, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
