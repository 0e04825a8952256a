package io.penstock.standalone.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.webhook.SigningSecret;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the page gives receivers is compiled and tells true callbacks from others. */
class WebhooksPageTest {

    private static final Pattern JAVA = Pattern.compile("```java\\n(?<code>[^`]*)```");
    private static final Instant NOW = Instant.parse("2030-01-31T08:00:00Z");
    private static final String ID = "msg_0199e1d2c3b47a5e8f901234567890ab";
    private static final String BODY = "{\"type\":\"job.succeeded\",\"data\":\"ü\"}";
    private static final SigningSecret SECRET = SigningSecret.random();

    private static Method isTrue;

    @BeforeAll
    static void compile(@TempDir Path folder) throws Exception {
        var source = Files.writeString(folder.resolve("Callbacks.java"), code());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", "" + folder, "" + source))
                .isZero();
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            isTrue = loader.loadClass("Callbacks")
                    .getDeclaredMethod(
                            "isTrue",
                            String.class,
                            String.class,
                            String.class,
                            String.class,
                            byte[].class,
                            Instant.class);
            isTrue.setAccessible(true);
        }
    }

    private static String code() throws IOException {
        var found = JAVA.matcher(Files.readString(Path.of("..", "docs", "webhooks.md")));
        assertThat(found.find()).isTrue();
        return found.group("code");
    }

    private static boolean isTrue(String signatures, String body, Instant sent) throws Exception {
        return (boolean) isTrue.invoke(
                null,
                SECRET.secret(),
                ID,
                "" + sent.getEpochSecond(),
                signatures,
                body.getBytes(StandardCharsets.UTF_8),
                NOW);
    }

    @Test
    void itTakesWhatWasSigned() throws Exception {
        assertThat(isTrue(SECRET.sign(ID, NOW, BODY), BODY, NOW)).isTrue();
    }

    @Test
    void itTakesWhatWasSignedWithSeveralSecretsWhileRotating() throws Exception {
        var both = SigningSecret.random().sign(ID, NOW, BODY) + " " + SECRET.sign(ID, NOW, BODY);
        assertThat(isTrue(both, BODY, NOW)).isTrue();
    }

    @Test
    void itRefusesAnotherBodyAnotherSecretAndAnotherId() throws Exception {
        assertThat(isTrue(SECRET.sign(ID, NOW, BODY), BODY + " ", NOW)).isFalse();
        assertThat(isTrue(SigningSecret.random().sign(ID, NOW, BODY), BODY, NOW))
                .isFalse();
        assertThat(isTrue(SECRET.sign("msg_1", NOW, BODY), BODY, NOW)).isFalse();
    }

    @Test
    void itRefusesWhatIsOld() throws Exception {
        var old = NOW.minusSeconds(301);
        assertThat(isTrue(SECRET.sign(ID, old, BODY), BODY, old)).isFalse();
    }
}
