package io.penstock.standalone.cli;

import io.penstock.standalone.role.Processes;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "penstock",
        description = "A durable job service.",
        mixinStandardHelpOptions = true,
        versionProvider = Penstock.Version.class,
        subcommands = {
            DevCommand.class,
            DemoCommand.class,
            RoleCommands.Api.class,
            RoleCommands.Worker.class,
            RoleCommands.Scheduler.class,
            RoleCommands.Migrate.class,
            DoctorCommand.class,
            KeysCommand.class,
            AnalyzeCommand.class,
            BenchmarkCommand.class
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

    public static void main(String[] args) {
        // Nothing is logged until the process has read how and where to.
        LoggingSystem.get(Penstock.class.getClassLoader()).beforeInitialize();
        int code = new CommandLine(new Penstock())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getColorScheme().errorText(reason(failure)));
                    return UNUSABLE;
                })
                .execute(args);
        System.exit(code);
    }

    private static String reason(Exception failure) {
        return failure instanceof Processes.NotStarted
                        || failure instanceof IllegalStateException
                        || failure instanceof IllegalArgumentException
                ? String.valueOf(failure.getMessage())
                : failure.toString();
    }
}
