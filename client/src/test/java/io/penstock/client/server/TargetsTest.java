package io.penstock.client.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {

    @TempDir
    private Path home;

    private Path file = Path.of("");

    @BeforeEach
    void folder() throws Exception {
        file = Files.createDirectories(home.resolve("penstock")).resolve("config.properties");
    }

    private void write(String text) throws Exception {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Targets targets(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("XDG_CONFIG_HOME", home.toString());
        return new Targets(all, home);
    }

    private Targets targets() {
        return targets(Map.of());
    }

    @Test
    void whatIsTypedGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
        write("server=https://file.example/\napi-key=pk_file\n");
        var environment = Map.of("PENSTOCK_URL", "https://env.example", "PENSTOCK_API_KEY", "pk_env");

        assertThat(targets().find(null, null, null)).isEqualTo(new Target("https://file.example", "pk_file"));
        assertThat(targets(environment).find(null, null, null)).isEqualTo(new Target("https://env.example", "pk_env"));
        assertThat(targets(environment).find("https://typed.example", "pk_typed", null))
                .isEqualTo(new Target("https://typed.example", "pk_typed"));
    }

    @Test
    void aProfileThatIsNamedGoesBeforeTheEnvironment() throws Exception {
        write(
                "server=https://file.example\nmill.server=https://mill.example\nmill.api-key=pk_mill\nbare.api-key=pk_1\n");
        var environment = Map.of("PENSTOCK_URL", "https://env.example", "PENSTOCK_API_KEY", "pk_env");

        assertThat(targets(environment).find(null, null, "mill"))
                .isEqualTo(new Target("https://mill.example", "pk_mill"));
        assertThatThrownBy(() -> targets().find(null, null, "moon")).hasMessageContaining("has no profile moon");
        assertThatThrownBy(() -> targets().find(null, null, "bare")).hasMessageContaining("bare.server=");
    }

    @Test
    void aKeyFromAFileGoesToNoOtherServer() throws Exception {
        write("server=https://file.example\napi-key=pk_file\n");
        Files.writeString(Files.createDirectories(home.resolve(".penstock")).resolve("api-key"), "pk_dev\n");

        assertThatThrownBy(() -> targets().find("https://other.example", null, null))
                .hasMessageContaining("https://other.example wants a key")
                .hasMessageNotContaining("pk_");
        assertThat(targets().find("http://localhost:8080", null, null).key()).isEqualTo("pk_dev");
    }

    @Test
    void withNothingSaidItIsTheOneOfDevInThisFolder() throws Exception {
        Files.writeString(Files.createDirectories(home.resolve(".penstock")).resolve("api-key"), "pk_dev\n");

        assertThat(targets().find(null, null, null)).isEqualTo(new Target("http://127.0.0.1:8080", "pk_dev"));
    }

    @Test
    void aFileThatOthersMayReadIsRefusedWithWhatToDo() throws Exception {
        write("server=https://file.example\napi-key=pk_file\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> targets().find(null, null, null)).hasMessageContaining("chmod 600 " + file);
        assertThat(targets().find("https://a.example", "pk_1", null).key())
                .as("it is not needed")
                .isEqualTo("pk_1");
    }

    @Test
    void whatIsWrongInTheFileIsNamedWithoutItsValue() throws Exception {
        write("sever=https://file.example\n");
        assertThatThrownBy(() -> targets().find(null, null, null)).hasMessageContaining("says sever;");
        write("server=https://me:pk_1@file.example\n");
        assertThatThrownBy(() -> targets().find(null, null, null))
                .hasMessageContaining("server: The server is named by an http")
                .hasMessageNotContaining("pk_1");
        write("api-key=two pk_2\n");
        assertThatThrownBy(() -> targets().find(null, null, null))
                .hasMessageContaining("api-key: What was given is no key")
                .hasMessageNotContaining("pk_2");
    }

    @Test
    void aTargetDoesNotTellItsKey() {
        assertThat(new Target("https://a.example", "pk_1").toString()).doesNotContain("pk_1");
    }
}
