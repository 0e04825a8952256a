package io.penstock.client.command;

import io.penstock.client.server.Refused;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Exit;
import io.penstock.client.terminal.Spans;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The commands that call a server, by the nouns that they begin with. Only the one that is run is made: to make all of them takes longer than to run one. */
public final class Client {

    private static final Map<String, Function<Surroundings, Object>> NOUNS = new LinkedHashMap<>();

    static {
        NOUNS.put("jobs", Jobs::new);
        NOUNS.put("batches", Batches::new);
        NOUNS.put("bulk", Bulk::new);
        NOUNS.put("errors", Errors::new);
        NOUNS.put("schedules", Schedules::new);
        NOUNS.put("limits", Limits::new);
        NOUNS.put("lanes", Lanes::new);
        NOUNS.put("workers", Workers::new);
        NOUNS.put("keys", Keys::new);
    }

    private static final String[] FOOTER = {
        "",
        "Server and key: --server and --api-key; or PENSTOCK_URL, PENSTOCK_API_KEY;",
        "or ~/.config/penstock/config.properties (server=…, api-key=…, and with",
        "NAME. before each for --profile NAME); or else http://127.0.0.1:8080 with",
        "the key of a penstock dev in this folder.",
        "",
        "Exit codes: 0 fine, 1 what was waited for ended badly, 2 wrong use or",
        "refused by the server, 3 not over when --wait was, 4 no answer.",
    };

    @Command(name = "penstock")
    private static final class Root {}

    private Client() {}

    /** The launcher begins here with what {@link #has} knows, and with no more on the class path than this needs. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    public static Set<String> nouns() {
        return NOUNS.keySet();
    }

    /** Whether the command is one of these. */
    public static boolean has(String[] arguments) {
        return arguments.length > 0 && NOUNS.containsKey(arguments[0]);
    }

    /** Adds all of them. */
    public static void addTo(CommandLine root, Surroundings surroundings) {
        NOUNS.keySet().forEach(noun -> add(root, noun, surroundings));
    }

    /** Ready to be executed with arguments of which the first one is a noun. */
    public static CommandLine line(String noun, Surroundings surroundings) {
        var root = new CommandLine(new Root());
        add(root, noun, surroundings);
        return root.setExecutionExceptionHandler(Client::tell);
    }

    public static int run(String[] arguments) {
        return line(arguments[0], Surroundings.ofProcess()).execute(arguments);
    }

    private static void add(CommandLine root, String noun, Surroundings surroundings) {
        var command = new CommandLine(Objects.requireNonNull(NOUNS.get(noun)).apply(surroundings));
        command.registerConverter(Duration.class, Client::span);
        addFooter(command);
        root.addSubcommand(noun, command);
    }

    private static Duration span(String text) {
        try {
            return Spans.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static void addFooter(CommandLine command) {
        command.getCommandSpec().usageMessage().footer(FOOTER);
        command.getSubcommands().values().forEach(Client::addFooter);
    }

    private static int tell(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        var err = command.getErr();
        var exit = switch (failure) {
            case Refused refused -> {
                err.println(refused.sentence());
                yield Exit.UNUSABLE;
            }
            case Unreachable unreachable -> {
                err.println(unreachable.sentence());
                yield Exit.UNREACHABLE;
            }
            default -> throw failure;
        };
        err.flush();
        return exit.code();
    }
}
