package io.penstock.standalone.cli;

import io.penstock.standalone.dev.DevService;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "dev", description = "Run the whole service on this machine.", mixinStandardHelpOptions = true)
final class DevCommand implements Runnable {

    @Mixin
    private final ServiceOptions options = new ServiceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        var service = options.start(Map.of());
        Stopping.onSignal(service);
        var out = spec.commandLine().getOut();
        out.println("Penstock is ready at " + service.url());
        out.println("API key of the tenant dev: " + service.key().secret());
        out.println("Try:");
        out.println(trial(service));
        out.println("What happens to jobs is told on the topic penstock.events, by Kafka at " + service.kafka()
                + "; docs/events.md says how.");
        sandbox(service, out);
        out.flush();
        Stopping.untilSignal();
    }

    static void sandbox(DevService service, PrintWriter out) {
        service.sandboxOfPayments()
                .ifPresent(url -> out.println("Payments are taken by a sandbox, where no money moves, at " + url
                        + "/stripe; docs/payments.md says how to set up Stripe."));
        service.sandboxOfMail()
                .ifPresent(url -> out.println("Mails are taken by a sandbox, where they can be read, at " + url
                        + "/_sandbox/mails; docs/email.md says how to send them."));
        service.sandboxOfModels()
                .ifPresent(url -> out.println("AI jobs are answered by a sandbox, which makes its answers up, at " + url
                        + "; docs/ai.md says how to set up models."));
        service.sandbox()
                .ifPresent(sandbox -> out.println("For the lines of docs/sandbox.md: export SANDBOX=" + sandbox.url()
                        + " SMTP_PORT=" + sandbox.smtpPort()));
    }

    static String trial(DevService service) {
        return """
                  curl -s %s/v1/jobs -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' \\
                    -d '{"kind": "probe", "payload": {"take_ms": 100, "note": "hello"}}'""".formatted(service.url(), service.key().secret());
    }

    /** The process goes on until it is told to stop, and then stops in order. */
    static final class Stopping {

        private Stopping() {}

        static void onSignal(DevService service) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                try {
                                    service.close();
                                } catch (Exception e) {
                                    throw new IllegalStateException("The service did not stop in order", e);
                                }
                            },
                            "stop"));
        }

        static void untilSignal() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
