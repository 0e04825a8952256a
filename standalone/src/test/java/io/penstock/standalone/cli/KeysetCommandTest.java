package io.penstock.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.worker.key.Keyset;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysetCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int keyset(String typed, String... arguments) {
        var in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        return new CommandLine(new KeysetCommand(in))
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(arguments);
    }

    @Test
    void aKeyIsEncryptedWithAKeysetThatWasMade() throws Exception {
        var keyset = folder.resolve("keyset.json");
        assertThat(keyset("", "create", keyset.toString())).isZero();
        said.getBuffer().setLength(0);

        assertThat(keyset("key-4711\n", "encrypt", "--keyset", keyset.toString()))
                .isZero();

        assertThat(said.toString()).doesNotContain("4711").hasLineCount(1);
        var file = Files.writeString(folder.resolve("a.key"), said.toString());
        assertThat(Keyset.open(keyset).decrypt(file)).isEqualTo("key-4711");
    }

    @Test
    void whatIsNoKeyIsRefusedAndNotShown() {
        var keyset = folder.resolve("keyset.json");
        keyset("", "create", keyset.toString());

        assertThat(keyset("two words-4711", "encrypt", "--keyset", keyset.toString()))
                .isNotZero();
        assertThat(keyset("", "encrypt", "--keyset", keyset.toString())).isNotZero();
        assertThat(said.toString()).contains("is no key").doesNotContain("4711");
    }
}
