package io.penstock.scheduler.analysis;

import io.penstock.db.analysis.Inventory;
import io.penstock.scheduler.analysis.SnapshotFiles.Numbered;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Writes down which files the snapshot has, and what is known of them already. It goes on behind the last one that is there. */
final class TakeInventory implements ItemStreamReader<Numbered>, ItemWriter<Numbered> {

    private final Work work;
    private final Shelves shelves;
    private final Inventory inventory;
    private final Forms forms;
    private @Nullable SnapshotFiles files;

    TakeInventory(Work work, Shelves shelves, Inventory inventory, Forms forms) {
        this.work = work;
        this.shelves = shelves;
        this.inventory = inventory;
        this.forms = forms;
    }

    @Override
    public void open(ExecutionContext context) {
        try {
            var opened = new SnapshotFiles(shelves.open(work, work.snapshot()));
            files = opened;
            opened.skipTo(inventory.last(work.hold().id()));
        } catch (IOException e) {
            throw new ItemStreamException(e);
        }
    }

    @Override
    public @Nullable Numbered read() throws IOException {
        return files == null ? null : files.next();
    }

    @Override
    public void write(Chunk<? extends Numbered> chunk) {
        work.check();
        inventory.add(
                work.hold(),
                chunk.getItems().stream()
                        .map(numbered -> forms.file(numbered.nr(), numbered.file()))
                        .toList());
    }

    @Override
    public void close() {
        try {
            if (files != null) {
                files.close();
            }
        } catch (IOException e) {
            throw new ItemStreamException(e);
        }
    }
}
