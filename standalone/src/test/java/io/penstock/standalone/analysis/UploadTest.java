package io.penstock.standalone.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.client.server.Refused;
import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Progress.Way;
import io.penstock.client.terminal.Stop;
import io.penstock.source.selection.Selection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {

    private final Progress untold = new Progress(new PrintWriter(new StringWriter()), Way.NOT);

    @TempDir
    private Path folder;

    private Upload upload() throws Exception {
        return Upload.of(folder.toRealPath(), Selection.of(List.of(), List.of()), Set.of(), untold, new Stop());
    }

    @Test
    void theSameFilesAreTheSameBytesBelowOneFolder() throws Exception {
        Files.writeString(folder.resolve("b.py"), "b = 1");
        Files.writeString(folder.resolve("a.py"), "a = 1");
        Files.write(folder.resolve("c.png"), new byte[] {1, 0, 2});
        try (var first = upload();
                var second = upload();
                var zip = new ZipFile(first.zip().toFile())) {
            assertThat(first.sha256()).isEqualTo(second.sha256());
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("source/a.py", "source/b.py");
        }
    }

    @Test
    void aFolderWithoutTextIsRefused() throws Exception {
        Files.write(folder.resolve("c.png"), new byte[] {1, 0, 2});

        assertThatThrownBy(this::upload).isInstanceOf(Refused.class).hasMessageContaining("1 binary");
    }

    @Test
    void whoIsAskedToStopPacksNoMore() throws Exception {
        Files.writeString(folder.resolve("a.py"), "a = 1");
        var stop = new Stop();
        stop.ask();

        assertThatThrownBy(() ->
                        Upload.of(folder.toRealPath(), Selection.of(List.of(), List.of()), Set.of(), untold, stop))
                .isInstanceOf(Stop.Asked.class);
    }
}
