package io.penstock.source.archive;

import io.penstock.catalog.json.Sha256;
import io.penstock.source.Caps;
import io.penstock.source.FileName;
import io.penstock.source.Origin;
import io.penstock.source.Progress;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import io.penstock.source.archive.Format.Content;
import io.penstock.source.archive.Format.Entries;
import io.penstock.source.selection.Ignores;
import io.penstock.source.selection.Reason;
import io.penstock.source.selection.Selection;
import io.penstock.source.snapshot.Deadline;
import io.penstock.source.snapshot.Draft;
import io.penstock.source.snapshot.Snapshot;
import io.penstock.source.snapshot.WorkFolder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipException;

/** Opens archives, or checks whether they could be opened. All names are looked at before any file is taken, as each of them may make the archive one that is refused. */
public final class Archives {

    private static final int BUFFER = 1 << 16;
    private static final long MOST_IGNORE_BYTES = 1 << 20;

    private final Path parent;
    private final Clock clock;

    /** @param parent of the folders in which snapshots are made */
    public Archives(Path parent, Clock clock) {
        this.parent = parent;
        this.clock = clock;
    }

    public Snapshot open(Source.Archive source, Selection selection, Caps caps, Progress progress)
            throws IOException, SourceRefused, InterruptedException {
        var telling = new Telling(progress, Deadline.in(Origin.ARCHIVE, caps.time()));
        var folder = WorkFolder.create(parent, clock);
        return read(
                source,
                caps,
                telling,
                folder,
                ignores -> Draft.of(Origin.ARCHIVE, selection, ignores, caps, folder),
                Draft::done);
    }

    /**
     * Reads all that would be opened, and keeps nothing of it.
     *
     * @param time what would take longer than this is left to who opens it
     */
    public void check(Source.Archive source, Selection selection, Caps caps, Duration time)
            throws IOException, SourceRefused, InterruptedException {
        var deadline = Deadline.in(Origin.ARCHIVE, time);
        var folder = WorkFolder.create(parent, clock);
        try (folder) {
            read(
                    source,
                    caps,
                    new Telling(Progress.UNTOLD, deadline),
                    folder,
                    ignores -> Draft.forCheck(Origin.ARCHIVE, selection, ignores, caps, folder),
                    (draft, sha256) -> {
                        draft.checkKept();
                        return sha256;
                    });
        } catch (SourceRefused e) {
            if (!deadline.isOver()) {
                throw e;
            }
        }
    }

    private interface Beginning {
        Draft begin(Ignores ignores) throws IOException;
    }

    private interface Ending<T> {
        T end(Draft draft, String sha256) throws SourceRefused;
    }

    private static <T> T read(
            Source.Archive source, Caps caps, Telling telling, WorkFolder folder, Beginning beginning, Ending<T> ending)
            throws IOException, SourceRefused, InterruptedException {
        boolean read = false;
        try {
            var file = folder.path().resolve("archive");
            var result = read(file, copy(source, file, caps, telling), caps, telling, beginning, ending);
            read = true;
            return result;
        } catch (EOFException | ZipException e) {
            throw Origin.ARCHIVE.refused("broken", "The archive ends too early, or is damaged.");
        } finally {
            if (!read) {
                folder.close();
            }
        }
    }

    private static <T> T read(
            Path file, String sha256, Caps caps, Telling telling, Beginning beginning, Ending<T> ending)
            throws IOException, SourceRefused, InterruptedException {
        try (var channel = FileChannel.open(file)) {
            var format = Signature.format(file, channel, caps);
            var listing = new Listing(new EntryNames(caps), telling);
            format.read(listing);
            listing.names.check();
            try (var draft = beginning.begin(listing.ignores())) {
                format.read(new Taking(listing, draft, telling));
                Files.delete(file);
                return ending.end(draft, sha256);
            }
        }
    }

    private static String copy(Source.Archive source, Path file, Caps caps, Telling telling)
            throws IOException, SourceRefused, InterruptedException {
        var hash = Sha256.begin();
        var buffer = new byte[BUFFER];
        long bytes = 0;
        try (var in = source.content().open();
                var out = Files.newOutputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > caps.fetchedBytes()) {
                    throw Origin.ARCHIVE.tooLarge("The archive has more than %d bytes.".formatted(caps.fetchedBytes()));
                }
                hash.update(buffer, 0, read);
                out.write(buffer, 0, read);
                telling.check();
            }
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private record Telling(Progress progress, Deadline deadline) {

        void check() throws SourceRefused, InterruptedException {
            deadline.check();
        }

        void tell(String sentence, int done, int total) throws SourceRefused, InterruptedException {
            check();
            progress.tell(sentence, done, total);
        }
    }

    /** Looks at all names, and reads what the .gitignore files say. */
    private static final class Listing implements Entries {

        private final EntryNames names;
        private final Map<String, String> ignoreFiles = new HashMap<>();
        private final Telling telling;
        private long ignoreBytes;
        private int entries;

        Listing(EntryNames names, Telling telling) {
            this.names = names;
            this.telling = telling;
        }

        @Override
        public void folder(String name) throws SourceRefused {
            names.folder(name);
            entries++;
        }

        @Override
        public void link(String name) throws SourceRefused {
            names.leaf(name);
            entries++;
        }

        @Override
        public void file(String name, long length, Content content)
                throws IOException, SourceRefused, InterruptedException {
            var path = names.leaf(name);
            telling.tell("Looking through the archive", ++entries, 0);
            if (path.substring(path.lastIndexOf('/') + 1).equals(".gitignore")) {
                ignoreBytes += length;
                if (ignoreBytes > MOST_IGNORE_BYTES) {
                    throw Origin.ARCHIVE.tooLarge(
                            "The .gitignore files have more than %d bytes.".formatted(MOST_IGNORE_BYTES));
                }
                ignoreFiles.put(path, new String(readWhole(path, length, content), StandardCharsets.UTF_8));
            }
        }

        Ignores ignores() {
            var ignores = new Ignores();
            ignoreFiles.forEach((path, text) -> {
                var below = names.below(path);
                ignores.add(below.substring(0, Math.max(0, below.lastIndexOf('/'))), text);
            });
            return ignores;
        }
    }

    /** Takes the files that are wanted. */
    private static final class Taking implements Entries {

        private final Listing listing;
        private final Draft draft;
        private final Telling telling;
        private int entries;

        Taking(Listing listing, Draft draft, Telling telling) {
            this.listing = listing;
            this.draft = draft;
            this.telling = telling;
        }

        @Override
        public void folder(String name) {
            entries++;
        }

        @Override
        public void link(String name) throws SourceRefused {
            entries++;
            draft.leave(Reason.LINK, listing.names.below(EntryNames.path(name)));
        }

        @Override
        public void file(String name, long length, Content content)
                throws IOException, SourceRefused, InterruptedException {
            telling.tell("Reading the archive", ++entries, listing.entries);
            var path = EntryNames.path(name);
            if (draft.wants(listing.names.below(path), length)) {
                draft.take(listing.names.below(path), readWhole(path, length, content));
            }
        }
    }

    /** What unpacks to more or less than it says is broken. */
    private static byte[] readWhole(String path, long length, Content content) throws IOException, SourceRefused {
        try (var in = content.open()) {
            var bytes = in.readNBytes((int) length);
            if (bytes.length == length && in.read() < 0) {
                return bytes;
            }
        } catch (ZipException | EOFException e) {
            // told below
        }
        throw Origin.ARCHIVE.refused(
                "broken", "The entry %s is not what the archive says of it.".formatted(FileName.shown(path)));
    }
}
