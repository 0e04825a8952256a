package io.penstock.source.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;

/** A bare repository for one commit. JGit unpacks objects into memory as long as they say they are, so there is a limit to that. */
final class FetchedRepository extends FileRepository {

    private volatile long largestObject = Long.MAX_VALUE;

    private FetchedRepository(FileRepositoryBuilder place) throws IOException {
        super(place);
    }

    static FetchedRepository create(Path folder) throws IOException {
        var repository = new FetchedRepository(
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().setup());
        repository.create(true);
        repository.getConfig().setInt("gc", null, "auto", 0);
        return repository;
    }

    void limitObjects(long bytes) {
        largestObject = bytes;
    }

    @Override
    public ObjectInserter newObjectInserter() {
        var inserter = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return inserter;
            }

            @Override
            public PackParser newPackParser(InputStream in) throws IOException {
                var parser = super.newPackParser(in);
                parser.setMaxObjectSizeLimit(largestObject);
                return parser;
            }
        };
    }
}
