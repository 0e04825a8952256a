package io.penstock.standalone.cli;

import io.penstock.client.command.Client;
import io.penstock.client.command.Surroundings;
import io.penstock.standalone.role.Processes;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command line. */
@Command(
        name = "penstock",
        description = "A durable job service.",
        mixinStandardHelpOptions = true,
        versionProvider = Penstock.Version.class,
        subcommands = {
            DevCommand.class,
            DemoCommand.class,
            AnalyzeCommand.class,
            RoleCommands.Api.class,
            RoleCommands.Worker.class,
            RoleCommands.Scheduler.class,
            RoleCommands.Migrate.class,
            DoctorCommand.class,
            KeysetCommand.class,
            BenchmarkCommand.class,
            CompletionCommand.class
        })
public final class Penstock {

    public static final int UNUSABLE = 2;

    /** As the jar says; a start from class files has none. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Penstock.class.getPackage().getImplementationVersion();
            return new String[] {"penstock " + (version == null ? "(unpacked)" : version)};
        }
    }

    private Penstock() {}

    /** What calls a server goes its own way, and Spring and its start are none of it. */
    public static void main(String[] args) {
        System.exit(Client.has(args) ? Client.run(args) : run(args));
    }

    private static int run(String[] args) {
        // Nothing is logged until the process has read how and where to.
        LoggingSystem.get(Penstock.class.getClassLoader()).beforeInitialize();
        return line().setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText(reason(failure)));
                    return UNUSABLE;
                })
                .execute(args);
    }

    /** With all commands. */
    static CommandLine line() {
        var line = new CommandLine(new Penstock());
        Client.addTo(line, Surroundings.ofProcess());
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::list);
        return line.setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static String reason(Exception failure) {
        return failure instanceof Processes.NotStarted
                        || failure instanceof IllegalStateException
                        || failure instanceof IllegalArgumentException
                ? String.valueOf(failure.getMessage())
                : failure.toString();
    }
}
