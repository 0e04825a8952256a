package io.penstock.standalone.analysis;

import io.penstock.catalog.json.Sha256;
import io.penstock.client.server.FileForm;
import io.penstock.client.server.Refused;
import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Shown;
import io.penstock.client.terminal.Stop;
import io.penstock.report.summary.Words;
import io.penstock.source.selection.LeftOut;
import io.penstock.source.selection.Reason;
import io.penstock.source.selection.Selection;
import io.penstock.source.snapshot.Draft;
import io.penstock.standalone.analysis.FolderFiles.Listing;
import io.penstock.standalone.analysis.FolderFiles.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A folder as the zip that is sent: the same bytes for the same files. */
final class Upload implements AutoCloseable {

    /** Servers take off the one folder that all in an archive lies in; so it is this one, and never one of the user's. */
    private static final String TOP = "source/";

    private static final LocalDateTime ANY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path zip;
    private final int files;
    private final long bytes;
    private final String sha256;

    private Upload(Path zip, int files, long bytes, String sha256) {
        this.zip = zip;
        this.files = files;
        this.bytes = bytes;
        this.sha256 = sha256;
    }

    static Upload of(Path folder, Selection selection, Set<Path> notThese, Progress progress, Stop stop)
            throws IOException, Refused, Stop.Asked {
        progress.tell("Listing " + Shown.text(folder.toString()));
        var listing = FolderFiles.list(folder, selection, notThese);
        var zip = Files.createTempFile("penstock-", ".zip");
        boolean made = false;
        try {
            var upload = pack(listing, zip, progress, stop);
            if (upload.files == 0) {
                throw new Refused("There is nothing to look through in %s%s."
                        .formatted(Shown.text(folder.toString()), told(listing.leftOut())));
            }
            tellUnreadable(listing, progress);
            made = true;
            return upload;
        } finally {
            if (!made) {
                Files.deleteIfExists(zip);
            }
        }
    }

    private static Upload pack(Listing listing, Path zip, Progress progress, Stop stop) throws IOException, Stop.Asked {
        var hash = Sha256.begin();
        int files = 0;
        int seen = 0;
        int all = listing.wanted().size();
        try (var out = new ZipOutputStream(new DigestOutputStream(Files.newOutputStream(zip), hash))) {
            for (var wanted : listing.wanted()) {
                stop.check();
                progress.tell("Packing", seen++, all, " " + Words.count(all, "file"));
                files += add(wanted, out, listing.leftOut()) ? 1 : 0;
            }
        }
        return new Upload(zip, files, Files.size(zip), HexFormat.of().formatHex(hash.digest()));
    }

    private static boolean add(Wanted wanted, ZipOutputStream out, LeftOut leftOut) throws IOException {
        byte[] content;
        try (var in = Files.newInputStream(wanted.path(), LinkOption.NOFOLLOW_LINKS)) {
            content = in.readNBytes(FolderFiles.LARGEST + 1);
        }
        if (content.length > FolderFiles.LARGEST || !Draft.isText(content)) {
            leftOut.add(content.length > FolderFiles.LARGEST ? Reason.TOO_LARGE : Reason.BINARY, wanted.name());
            return false;
        }
        var entry = new ZipEntry(TOP + wanted.name());
        entry.setTimeLocal(ANY_TIME);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
        return true;
    }

    private static String told(LeftOut leftOut) {
        var reasons = Arrays.stream(Reason.values())
                .filter(reason -> leftOut.count(reason) > 0)
                .map(reason -> leftOut.count(reason) + " " + reason.code().replace('_', ' '))
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "" : ": " + reasons;
    }

    private static void tellUnreadable(Listing listing, Progress progress) {
        int count = listing.unreadable().size();
        if (count > 0) {
            progress.note("%s cannot be read and %s left out, such as %s."
                    .formatted(
                            Words.count(count, "file"),
                            count == 1 ? "is" : "are",
                            Shown.text(listing.unreadable().getFirst())));
        }
    }

    /** @param keepFor how long the server keeps it */
    FileForm form(Duration keepFor) {
        return new FileForm(zip, bytes, Map.of("sha256", sha256, "keep_for", keepFor.toString()));
    }

    Path zip() {
        return zip;
    }

    long bytes() {
        return bytes;
    }

    String sha256() {
        return sha256;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(zip);
    }
}
