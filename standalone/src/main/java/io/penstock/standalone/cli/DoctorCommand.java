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
        description = "Check what the settings lead to, and say what to do.",
        footer = {
            "",
            "Reads the settings that the roles read, and looks from here at",
            "  Postgres    that it answers, syncs to disk, and lacks no migration",
            "  Kafka       that a broker answers and has share groups",
            "  Models      that each deployment's provider takes the key and knows the model",
            "  Payments    that Stripe takes the key",
            "  Mail        that the mail server or SendGrid lets workers in",
            "  Artifacts   that a small file can be written, read and deleted",
            "What need not be set up is well when it is not. None of this costs anything.",
            "",
            "Exit codes: 0 all is well, 1 something is ill, 2 it could not look at all."
        },
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
