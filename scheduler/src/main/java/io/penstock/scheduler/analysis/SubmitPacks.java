package io.penstock.scheduler.analysis;

import io.penstock.db.analysis.Inventory;
import io.penstock.db.analysis.Inventory.Unpacked;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.scheduler.analysis.SubmitPacks.Pack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * Makes jobs of the files that have to be looked at, some of them each. Whoever goes on after a crash makes the same packs of the rest
 * with the same numbers, so a job that is there already is not made again.
 */
final class SubmitPacks implements ItemStreamReader<Pack>, ItemWriter<Pack> {

    private static final int MOST_FILES = 40;
    private static final int FEWEST_FILES = 5;
    private static final int FAIR_SHARES = 64;
    private static final int MOST_BYTES = 1 << 20;
    private static final int AHEAD = 1000;

    record Pack(int nr, List<Unpacked> files) {}

    private final Work work;
    private final Shelves shelves;
    private final Inventory inventory;
    private final PackBatch batch;
    private final ArrayDeque<Unpacked> ahead = new ArrayDeque<>();
    private int mostFiles;
    private int after;
    private int lastPack;
    private @Nullable SnapshotFiles texts;
    private @Nullable Receiving receiving;

    SubmitPacks(Work work, Shelves shelves, Inventory inventory, PackBatch batch) {
        this.work = work;
        this.shelves = shelves;
        this.inventory = inventory;
        this.batch = batch;
    }

    @Override
    public void open(ExecutionContext context) {
        lastPack = inventory.lastPack(work.hold().id());
        mostFiles = mostFiles(inventory.unknown(work.hold().id()));
        texts = new SnapshotFiles(shelves.open(work, work.snapshot()));
    }

    @Override
    public @Nullable Pack read() {
        var files = new ArrayList<Unpacked>();
        int bytes = 0;
        for (var next = peek(); next != null && fits(files, bytes, next); next = peek()) {
            files.add(ahead.remove());
            bytes += next.bytes();
        }
        return files.isEmpty() ? null : new Pack(++lastPack, files);
    }

    /** A few files become many small packs, so that they are looked through at the same time. */
    private static int mostFiles(int unknown) {
        return Math.clamp(unknown / FAIR_SHARES, FEWEST_FILES, MOST_FILES);
    }

    private boolean fits(List<Unpacked> files, int bytes, Unpacked next) {
        return files.isEmpty() || (files.size() < mostFiles && bytes + next.bytes() <= MOST_BYTES);
    }

    private @Nullable Unpacked peek() {
        if (ahead.isEmpty()) {
            ahead.addAll(inventory.unpacked(work.hold().id(), after, AHEAD));
            after = ahead.isEmpty() ? after : ahead.getLast().nr();
        }
        return ahead.peek();
    }

    @Override
    public void write(Chunk<? extends Pack> chunk) throws IOException {
        for (var pack : chunk) {
            work.check();
            write(pack);
        }
    }

    private void write(Pack pack) throws IOException {
        var into = receiving == null ? batch.open(work) : receiving;
        receiving = into;
        var artifact = shelves.lay(
                work, "pack-" + pack.nr + ".gz", "application/gzip", new ByteArrayInputStream(content(pack)));
        batch.add(work, into, pack.nr, artifact, pack.files);
        inventory.pack(work.hold(), pack.nr, artifact, pack.files);
    }

    /** Both go by the numbers of files, so the snapshot is read once. */
    private byte[] content(Pack pack) throws IOException {
        var content = new ByteArrayOutputStream();
        try (var writer = PackWriter.pack(content)) {
            for (var file : pack.files) {
                if (texts == null) {
                    throw new IllegalStateException("It is not open");
                }
                texts.skipTo(file.nr() - 1);
                var text = texts.next();
                if (text == null || !text.file().path().equals(file.path())) {
                    throw new IllegalStateException("The snapshot is not that of the inventory");
                }
                writer.add(text.file());
            }
        }
        return content.toByteArray();
    }

    @Override
    public void close() {
        if (receiving != null) {
            batch.release(receiving);
        }
        try {
            if (texts != null) {
                texts.close();
            }
        } catch (IOException e) {
            throw new ItemStreamException(e);
        }
    }
}
