package io.penstock.worker.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetTest {

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void create() {
        file = folder.resolve("keyset.json");
        Keyset.create(file);
    }

    @Test
    void whatWasEncryptedIsOpenedAgain() throws Exception {
        var keyset = Keyset.open(file);
        var key = folder.resolve("a.key");
        Files.writeString(key, keyset.encrypt("key-4711"));

        assertThat(Files.readString(key)).doesNotContain("4711").hasLineCount(1);
        assertThat(Keyset.open(file).decrypt(key)).isEqualTo("key-4711");
        assertThat(keyset.encrypt("key-4711")).isNotEqualTo(Files.readString(key));
    }

    @Test
    void whatWasChangedIsNotOpened() throws Exception {
        var keyset = Keyset.open(file);
        var key = folder.resolve("a.key");
        var encrypted = keyset.encrypt("key-4711");
        var other = encrypted.charAt(30) == 'A' ? 'B' : 'A';
        Files.writeString(key, encrypted.substring(0, 30) + other + encrypted.substring(31));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keyset.decrypt(key))
                .withMessage(key + " was not encrypted with this keyset, or was changed since");
    }

    @Test
    void aKeysetIsForItsOwnerAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeysetIsNeverWrittenOver() throws Exception {
        var before = Files.readString(file);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keyset.create(file))
                .withMessageContaining("There is a file " + file + " already");
        assertThat(Files.readString(file)).isEqualTo(before);
    }
}
