package io.penstock.standalone.cli;

import io.penstock.standalone.doctor.Doctor;
import java.util.concurrent.Callable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = "Check Postgres, Kafka and the models that the settings lead to, and say what to do.",
        footer = {"", "Reads the settings that the roles read. The exit code is 0 when all is well."},
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Nothing but the settings, from wherever they come. */
    @Configuration(proxyBeanMethods = false)
    static class Settings {}

    @Override
    public Integer call() throws InterruptedException {
        var application = new SpringApplication(Settings.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        var out = spec.commandLine().getOut();
        boolean well = true;
        try (var context = application.run("--logging.threshold.console=OFF")) {
            for (var check : new Doctor(context.getEnvironment(), System.getenv()).examine()) {
                out.printf("%-8s %s: %s%n", check.well() ? "well" : "ILL", check.what(), check.says());
                well &= check.well();
            }
        }
        out.flush();
        return well ? 0 : 1;
    }
}
