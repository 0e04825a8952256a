package io.penstock.db.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.email.Template;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {

    private static final Template HELLO = new Template("Hello", "Hello {{name}}", null);
    private static final Template BYE = new Template("Bye", "Bye {{name}}", "<p>Bye");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Templates templates = new Templates(test.jdbi());
    private final int acme = new Tenants(test.jdbi()).named("acme").id();
    private final int other = new Tenants(test.jdbi()).named("other").id();

    private int created(String name, Template template) {
        assertThat(templates.put(acme, name, template)).isInstanceOf(Put.Created.class);
        return templates.newest(acme, name).orElseThrow().version();
    }

    @Test
    void aChangeMakesAVersion() {
        assertThat(templates.put(acme, "hi", HELLO)).isInstanceOf(Put.Created.class);
        assertThat(templates.put(acme, "hi", HELLO)).isInstanceOf(Put.Unchanged.class);
        assertThat(created("hi", BYE)).isEqualTo(2);
        assertThat(created("hi", new Template("Bye", "Bye {{name}}", null))).isEqualTo(3);
        assertThat(created("hi", new Template("Bye", null, "<p>Bye"))).isEqualTo(4);
        assertThat(created("hi", HELLO)).isEqualTo(5);

        assertThat(templates.find(acme, "hi", 2).orElseThrow().template()).isEqualTo(BYE);
        assertThat(templates.newest(acme, "hi").orElseThrow().template()).isEqualTo(HELLO);
        assertThat(templates.find(acme, "hi", 6)).isEmpty();
    }

    @Test
    void versionsAreConsecutiveWhoeverIsQuicker() {
        var made = AtOnce.call(
                16,
                nr -> templates
                        .put(acme, "hi", new Template("Hello " + nr, "x", null))
                        .stored());

        assertThat(made.stream().map(StoredTemplate::version).sorted())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 16).boxed().toList());
        assertThat(made)
                .allSatisfy(one ->
                        assertThat(templates.find(acme, "hi", one.version())).contains(one));
    }

    @Test
    void twoWhoPutTheSameMakeOneVersion() {
        var made = AtOnce.call(8, nr -> templates.put(acme, "hi", HELLO));

        assertThat(made).filteredOn(Put.Created.class::isInstance).hasSize(1);
        assertThat(templates.versions(acme, "hi", null, 10)).hasSize(1);
    }

    @Test
    void aTenantHasItsOwn() {
        created("hi", HELLO);
        assertThat(templates.newest(other, "hi")).isEmpty();
        assertThat(templates.find(other, "hi", 1)).isEmpty();
        assertThat(templates.usable(other, "hi")).isEmpty();
        assertThat(templates.page(other, null, 10)).isEmpty();
        assertThat(templates.versions(other, "hi", null, 10)).isEmpty();
        assertThat(templates.delete(other, "hi")).isFalse();
        assertThat(templates.newest(acme, "hi")).isPresent();
    }

    @Test
    void aListGoesOnWhereItEnded() {
        created("b", HELLO);
        created("a", HELLO);
        created("b", BYE);
        created("c", HELLO);

        assertThat(templates.page(acme, null, 2)).extracting(Listed::name).containsExactly("a", "b");
        assertThat(templates.page(acme, null, 2)).extracting(Listed::version).containsExactly(1, 2);
        assertThat(templates.page(acme, "b", 2)).extracting(Listed::name).containsExactly("c");
        assertThat(templates.versions(acme, "b", null, 1))
                .extracting(Listed::version)
                .containsExactly(2);
        assertThat(templates.versions(acme, "b", 2, 1))
                .extracting(Listed::subject)
                .containsExactly("Hello");
    }

    @Test
    void aDeletedOneIsForThoseWhoKnowItsVersion() {
        created("hi", HELLO);
        created("hi", BYE);
        assertThat(templates.delete(acme, "hi")).isTrue();
        assertThat(templates.delete(acme, "hi")).isFalse();

        assertThat(templates.newest(acme, "hi")).isEmpty();
        assertThat(templates.usable(acme, "hi")).isEmpty();
        assertThat(templates.page(acme, null, 10)).isEmpty();
        assertThat(templates.versions(acme, "hi", null, 10)).isEmpty();
        assertThat(templates.find(acme, "hi", 1).orElseThrow().template()).isEqualTo(HELLO);
    }

    @Test
    void whatIsPutAgainAfterItsDeletionHasAVersionOfItsOwn() {
        created("hi", HELLO);
        templates.delete(acme, "hi");

        assertThat(created("hi", HELLO)).isEqualTo(2);
        assertThat(created("hi", BYE)).isEqualTo(3);
        assertThat(templates.usable(acme, "hi")).contains(new Versions(2, 3));
        assertThat(templates.usable(acme, "hi").orElseThrow().has(1)).isFalse();
        assertThat(templates.usable(acme, "hi").orElseThrow().has(4)).isFalse();
        assertThat(templates.versions(acme, "hi", null, 10))
                .extracting(Listed::version)
                .containsExactly(3, 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'Hi', 1, 'x', 'x', NULL        | mail_template_name_check
            '.hi', 1, 'x', 'x', NULL       | mail_template_name_check
            'hi', 0, 'x', 'x', NULL        | mail_template_version_check
            'hi', 1, '', 'x', NULL         | mail_template_subject_check
            'hi', 1, 'x', '', NULL         | mail_template_text_check
            'hi', 1, 'x', NULL, ''         | mail_template_html_check
            'hi', 1, 'x', NULL, NULL       | a_template_says_something
            """)
    void anIllegalTemplateIsRefused(String values, String constraint) {
        assertThatThrownBy(() -> test.jdbi()
                        .useHandle(handle -> handle.execute(
                                "INSERT INTO mail_template (tenant, name, version, subject, text, html) VALUES (%d, %s)"
                                        .formatted(acme, values))))
                .hasMessageContaining("violates check constraint \"%s\"".formatted(constraint));
    }
}
