package io.penstock.benchmark;

import io.penstock.catalog.email.MailAddress;
import io.penstock.catalog.email.SendMail;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.payment.CreateIntent;
import io.penstock.db.submission.Submission;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Payments, and mails to somebody else each. */
record EffectJobs(int tenant, int payments, int mails) {

    /** Those of one part of the time in which they come. */
    List<Submission> part(int part, int parts) {
        return Stream.concat(
                        part(payments, part, parts)
                                .mapToObj(number -> Submission.of(tenant, CreateIntent.KIND, payment(number))),
                        part(mails, part, parts).mapToObj(number -> Submission.of(tenant, SendMail.KIND, mail(number))))
                .toList();
    }

    private static IntStream part(long all, int part, int parts) {
        return IntStream.range((int) (all * part / parts), (int) (all * (part + 1) / parts));
    }

    /** Of a hundred five have no money, and five have a bank that takes its time. */
    private static String payment(int number) {
        var method = switch (number % 20) {
            case 0 -> "pm_card_chargeDeclinedInsufficientFunds";
            case 1 -> "pm_sepaDebit";
            default -> "pm_card_visa";
        };
        return Json.write(new CreateIntent.Payload(
                100L + number, "eur", method, null, true, null, false, null, null, null, null, null));
    }

    /** Of a hundred five go where there is nobody, and five where a server asks to come again. */
    private static String mail(int number) {
        var name = switch (number % 20) {
            case 0 -> "bounce";
            case 1 -> "greylist";
            default -> "miller";
        };
        var to = new MailAddress(name + "+" + number + "@mill.test", null);
        return Json.write(new SendMail.Payload(
                null,
                List.of(to),
                null,
                null,
                null,
                "Your flour is ready",
                "Come and get it.",
                null,
                null,
                null,
                false,
                false));
    }
}
