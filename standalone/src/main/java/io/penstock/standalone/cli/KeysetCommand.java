package io.penstock.standalone.cli;

import io.penstock.worker.key.Keyset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Neither prints a secret, nor takes one as an argument, which others on the machine could see. */
@Command(
        name = "keyset",
        description = "Keep the keys of model providers encrypted.",
        footer = {
            "",
            "  penstock keyset create keyset.json",
            "  PENSTOCK_KEYSET_FILE=keyset.json penstock keyset encrypt <openai.txt >openai.key",
            "",
            "Then give the workers PENSTOCK_KEYSET_FILE and penstock.ai.deployments.NAME.key-file=openai.key."
        },
        mixinStandardHelpOptions = true)
final class KeysetCommand {

    private static final int LONGEST = 10_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final InputStream in;

    KeysetCommand() {
        this(System.in);
    }

    KeysetCommand(InputStream in) {
        this.in = in;
    }

    @Command(description = "Make a keyset in a new file.", mixinStandardHelpOptions = true)
    void create(@Parameters(paramLabel = "FILE") Path file) {
        Keyset.create(file);
        say(file + " is for the workers; keep a copy of it, and keep it apart from the keys that it opens.");
    }

    @Command(
            description = "Encrypt the key that is read, and print what belongs in its file.",
            mixinStandardHelpOptions = true)
    void encrypt(
            @Option(
                            names = "--keyset",
                            paramLabel = "FILE",
                            description = "The keyset; PENSTOCK_KEYSET_FILE unless given.")
                    @Nullable
                    Path keyset)
            throws IOException {
        var file = keyset == null ? System.getenv(Keyset.VARIABLE) : keyset.toString();
        if (file == null || file.isBlank()) {
            throw new IllegalArgumentException("Say which keyset: --keyset FILE, or " + Keyset.VARIABLE);
        }
        var key = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
        if (!key.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("What was read is no key: it is one word of plain characters");
        }
        say(Keyset.open(Path.of(file)).encrypt(key));
    }

    private void say(String line) {
        var out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
