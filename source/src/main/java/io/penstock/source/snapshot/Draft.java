package io.penstock.source.snapshot;

import io.penstock.source.Caps;
import io.penstock.source.FileName;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import io.penstock.source.selection.Ignores;
import io.penstock.source.selection.LeftOut;
import io.penstock.source.selection.Reason;
import io.penstock.source.selection.Selection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A snapshot that is being made, or that could be: is told of each file, says whether it wants it, and keeps what is text. */
public final class Draft implements AutoCloseable {

    private final Origin origin;
    private final Selection selection;
    private final Ignores ignores;
    private final Caps caps;
    private final WorkFolder folder;
    private final @Nullable Texts texts;
    private final LeftOut leftOut = new LeftOut();
    private final Endings endings = new Endings();
    private final List<Snapshot.Kept> kept = new ArrayList<>();
    private final Set<String> wanted = new HashSet<>();
    private int files;
    private long bytes;
    private boolean done;

    private Draft(
            Origin origin, Selection selection, Ignores ignores, Caps caps, WorkFolder folder, @Nullable Texts texts) {
        this.origin = origin;
        this.selection = selection;
        this.ignores = ignores;
        this.caps = caps;
        this.folder = folder;
        this.texts = texts;
    }

    /** @param folder from now on the draft's, and then the snapshot's */
    public static Draft of(Origin origin, Selection selection, Ignores ignores, Caps caps, WorkFolder folder)
            throws IOException {
        return new Draft(
                origin,
                selection,
                ignores,
                caps,
                folder,
                new Texts(folder.path().resolve("texts")));
    }

    /** One that never becomes a snapshot: it keeps nothing, and says only whether there would be one. */
    public static Draft forCheck(Origin origin, Selection selection, Ignores ignores, Caps caps, WorkFolder folder) {
        return new Draft(origin, selection, ignores, caps, folder, null);
    }

    /** What is no file. */
    public void leave(Reason reason, String path) {
        leftOut.add(reason, path);
    }

    /** Whether the file is to be read; it has to be, then. */
    public boolean wants(String path, long length) throws SourceRefused {
        files++;
        endings.add(path);
        var reason = reason(path, length);
        if (reason != null) {
            leftOut.add(reason, path);
            return false;
        }
        bytes += length;
        if (bytes > caps.bytes()) {
            throw origin.tooLarge("The selected files have more than %d bytes.".formatted(caps.bytes()));
        }
        wanted.add(path);
        return true;
    }

    public void take(String path, byte[] content) throws IOException {
        if (isText(content)) {
            kept.add(new Snapshot.Kept(path, texts == null ? 0 : texts.append(content), content.length));
        } else {
            leftOut.add(Reason.BINARY, path);
        }
    }

    /** Whether there is a file that is to be read, text or not. */
    public void checkWanted() throws SourceRefused {
        if (wanted.isEmpty()) {
            throw nothingSelected();
        }
    }

    /** Whether there is a file for the snapshot. */
    public void checkKept() throws SourceRefused {
        if (kept.isEmpty()) {
            throw nothingSelected();
        }
    }

    public Snapshot done(String version) throws SourceRefused {
        checkKept();
        var all = Objects.requireNonNull(texts, "A check keeps nothing");
        kept.sort(Comparator.comparing(Snapshot.Kept::path, FileName.ORDER));
        done = true;
        return new Snapshot(version, List.copyOf(kept), leftOut, all, folder);
    }

    /** Of what became no snapshot nothing stays. */
    @Override
    public void close() throws IOException {
        if (!done) {
            try (folder) {
                if (texts != null) {
                    texts.close();
                }
            }
        }
    }

    private @Nullable Reason reason(String path, long length) {
        if (FileName.isGitsOwn(path)) {
            return Reason.IGNORED;
        }
        if (!FileName.isPlain(path) || wanted.contains(path)) {
            return Reason.BAD_NAME;
        }
        var unwanted = selection.reason(path, ignores);
        return unwanted == null && length > caps.fileBytes() ? Reason.TOO_LARGE : unwanted;
    }

    private SourceRefused nothingSelected() {
        if (files == 0) {
            return nothingSelected("/source", "The source has no files.");
        }
        if (selection.includes() && leftOut.count(Reason.NOT_INCLUDED) == files) {
            var told = endings.told();
            return nothingSelected(
                    "/include",
                    "include matches none of the %d files%s."
                            .formatted(files, told.isEmpty() ? "" : ", which end in " + told));
        }
        var reasons = Arrays.stream(Reason.values())
                .filter(reason -> leftOut.count(reason) > 0)
                .map(reason -> leftOut.count(reason) + " " + reason.code())
                .collect(Collectors.joining(", "));
        var pointer = leftOut.count(Reason.EXCLUDED) > 0 ? "/exclude" : selection.includes() ? "/include" : "/source";
        return nothingSelected(pointer, "None of the %d files is left: %s.".formatted(files, reasons));
    }

    private static SourceRefused nothingSelected(String pointer, String sentence) {
        return new SourceRefused("nothing_selected", pointer, sentence);
    }

    /** A NUL is no text, wherever it stands: the analyzers would refuse the file. */
    public static boolean isText(byte[] content) {
        for (byte b : content) {
            if (b == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
