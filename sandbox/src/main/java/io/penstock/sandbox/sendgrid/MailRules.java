package io.penstock.sandbox.sendgrid;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What SendGrid asks of a mail before it takes it. */
final class MailRules {

    private MailRules() {}

    static List<Problem> broken(JsonNode body, Instant now) {
        var problems = new Problems();
        var root = Field.root(body);
        new PersonalizationRules(root, now, problems).check();
        AddressRules.check(root.at("from"), problems);
        AddressRules.checkIfAny(root.at("reply_to"), problems);
        root.at("reply_to_list").items().forEach(somebody -> AddressRules.check(somebody, problems));
        checkSubject(root, problems);
        ContentRules.check(root, problems);
        AttachmentRules.check(root, problems);
        HeaderRules.check(root.at("headers"), problems);
        ArgumentRules.check(root.at("custom_args"), problems);
        SettingRules.check(root, now, problems);
        return problems.all();
    }

    private static void checkSubject(Field root, Problems problems) {
        var subject = root.at("subject");
        var everyOneHasHis = root.at("personalizations")
                .items()
                .allMatch(one -> one.at("subject").isText());
        problems.that(
                subject.isText()
                        || (subject.isAbsent()
                                && (everyOneHasHis || root.at("template_id").isText())),
                subject,
                "A subject of at least one character is required, for all or in each personalization.");
    }
}
