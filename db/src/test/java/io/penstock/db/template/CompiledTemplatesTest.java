package io.penstock.db.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.email.RenderedMail;
import io.penstock.catalog.email.Template;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CompiledTemplatesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Templates templates = new Templates(test.jdbi());
    private final CompiledTemplates compiled = new CompiledTemplates(templates);
    private final int acme = new Tenants(test.jdbi()).named("acme").id();
    private final int other = new Tenants(test.jdbi()).named("other").id();

    private static TemplateMail.Payload mail(String more) {
        return TemplateMail.KIND.readStored(
                "{\"template\": \"hi\", \"to\": [{\"email\": \"ada@example.com\"}], " + more + "}");
    }

    private Read<RenderedMail> rendered(String more) {
        return compiled.render(acme, mail(more), null);
    }

    private static Read<RenderedMail> wrong(String pointer, String rule) {
        return new Read.Invalid<>(List.of(new Violation(pointer, rule)));
    }

    @Test
    void aMailIsMadeOfTheVersionThatItNames() {
        templates.put(acme, "hi", new Template("Hello {{name}}", "text", null));
        templates.put(acme, "hi", new Template("Bye {{name}}", null, "<p>{{name}}"));
        templates.delete(acme, "hi");

        assertThat(rendered("\"version\": 1, \"variables\": {\"name\": \"Ada\"}"))
                .isEqualTo(new Read.Valid<>(new RenderedMail("Hello Ada", "text", null)));
        assertThat(rendered("\"version\": 2, \"variables\": {\"name\": \"A&B\"}, \"test\": true"))
                .isEqualTo(new Read.Valid<>(new RenderedMail("[Test] Bye A&B", null, "<p>A&amp;B")));
    }

    @Test
    void whatIsWrongIsPointedAt() {
        templates.put(acme, "hi", new Template("Hello {{name}}", "text", null));

        assertThat(rendered("\"version\": 1"))
                .isEqualTo(wrong("/variables/name", "is missing, and the template has a place for it"));
        assertThat(rendered("\"version\": 2")).isEqualTo(wrong("/template", "is not there in this version"));
        assertThat(compiled.render(other, mail("\"version\": 1, \"variables\": {\"name\": \"Ada\"}"), null))
                .isEqualTo(wrong("/template", "is not there in this version"));
    }

    @Test
    void aVersionIsReadOnce() {
        templates.put(acme, "hi", new Template("Hello", "text", null));
        var first = compiled.find(acme, "hi", 1).orElseThrow();
        test.jdbi().useHandle(handle -> handle.execute("DELETE FROM mail_template"));

        assertThat(compiled.find(acme, "hi", 1)).containsSame(first);
        assertThat(compiled.find(acme, "hi", 2)).isEmpty();
        assertThat(compiled.find(other, "hi", 1)).isEmpty();
    }

    @Test
    void whatOthersChangeIsKnownSoonAndWhatIsNewAtOnce() {
        assertThat(compiled.usable(acme, "hi")).isEmpty();
        templates.put(acme, "hi", new Template("Hello", "text", null));
        assertThat(compiled.usable(acme, "hi")).contains(new Versions(1, 1));
        templates.put(acme, "hi", new Template("Bye", "text", null));
        await().until(() -> compiled.usable(acme, "hi").equals(Optional.of(new Versions(1, 2))));

        templates.delete(acme, "hi");
        compiled.changed(acme, "hi");
        assertThat(compiled.usable(acme, "hi")).isEmpty();
    }
}
