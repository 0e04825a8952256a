package io.penstock.db.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.penstock.catalog.email.CompiledTemplate;
import io.penstock.catalog.email.RenderedMail;
import io.penstock.catalog.email.Template;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The templates, ready to be filled. A version never changes, so it is read and compiled once, and kept while it is in use. */
public final class CompiledTemplates {

    /** In characters of the sources. */
    private static final long ROOM = 16 << 20;

    /** A batch asks the same for each of its items. */
    private static final Duration FRESH = Duration.ofMillis(100);

    private final Templates templates;
    private final Cache<Version, Ready> ready = Caffeine.newBuilder()
            .maximumWeight(ROOM)
            .<Version, Ready>weigher((version, one) -> one.weight)
            .build();
    private final Cache<Name, Versions> usable =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(FRESH).build();

    private record Name(int tenant, String name) {}

    private record Version(Name of, int nr) {}

    private record Ready(CompiledTemplate template, int weight) {

        static Ready of(Template template) {
            return new Ready(template.compile(), template.length());
        }
    }

    public CompiledTemplates(Templates templates) {
        this.templates = templates;
    }

    /** The versions that a new job may use, as they were within the last tenth of a second. */
    public Optional<Versions> usable(int tenant, String name) {
        return Optional.ofNullable(usable.get(
                new Name(tenant, name), key -> templates.usable(tenant, name).orElse(null)));
    }

    /** What is known of these from before counts no more. */
    public void changed(int tenant, String name) {
        usable.invalidate(new Name(tenant, name));
    }

    /** That version, whether or not it was deleted. */
    public Optional<CompiledTemplate> find(int tenant, String name, int version) {
        return Optional.ofNullable(ready.get(
                        new Version(new Name(tenant, name), version),
                        key -> templates
                                .find(tenant, name, version)
                                .map(stored -> Ready.of(stored.template()))
                                .orElse(null)))
                .map(Ready::template);
    }

    /**
     * The mail that this payload of an email.template job makes, or what is wrong with the payload.
     *
     * @param unsubscribeUrl where its reader can unsubscribe, if there is such a place
     */
    public Read<RenderedMail> render(int tenant, TemplateMail.Payload payload, @Nullable String unsubscribeUrl) {
        var version = payload.version();
        var template = version == null ? Optional.<CompiledTemplate>empty() : find(tenant, payload.template(), version);
        if (template.isEmpty()) {
            return new Read.Invalid<>(List.of(new Violation("/template", "is not there in this version")));
        }
        return switch (template.get().render(payload.variablesWith(unsubscribeUrl))) {
            case Read.Valid<RenderedMail> mail ->
                payload.test() ? new Read.Valid<>(mail.value().asTest()) : mail;
            case Read.Invalid<RenderedMail> wrong ->
                new Read.Invalid<>(wrong.violations().stream()
                        .map(violation -> violation.under("/variables"))
                        .toList());
        };
    }
}
