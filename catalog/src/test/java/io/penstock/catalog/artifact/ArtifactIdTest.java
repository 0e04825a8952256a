package io.penstock.catalog.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Schemas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactIdTest {

    private static final String ID = "art_0199e1d2c3b47a5e8f901234567890ab";

    record Mail(
            String to,
            @Nullable ArtifactId body,
            @Nullable List<Attachment> attachments,
            @Nullable Map<String, ArtifactId> inline) {}

    record Attachment(String name, ArtifactId content) {}

    private static Read<Mail> read(String json, References references) {
        return Json.read(Json.mapper().readTree(json), Mail.class, references);
    }

    @Test
    void itIsWrittenAsItIsRead() {
        var id = ArtifactId.parse(ID).orElseThrow();
        assertThat(id.toString()).isEqualTo(ID);
        assertThat(Json.write(new Attachment("a", id))).isEqualTo("{\"name\":\"a\",\"content\":\"" + ID + "\"}");
        assertThat(Json.readTrusted("\"" + ID + "\"", ArtifactId.class)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"art_\"",
                "\"job_0199e1d2c3b47a5e8f901234567890ab\"",
                "\"art_0199E1D2C3B47A5E8F901234567890AB\"",
                "\"art_0199e1d2c3b41a5e8f901234567890ab\"",
                "\"art_0199e1d2c3b47a5e0f901234567890ab\"",
                "\"art_0199e1d2c3b47a5e8f901234567890ab \"",
                "\"../../etc/passwd\"",
                "5",
                "true",
                "{}",
                "[\"art_0199e1d2c3b47a5e8f901234567890ab\"]"
            })
    void whatIsNoIdIsRefusedWithItsPlace(String wrong) {
        var read = read(
                "{\"to\": \"a\", \"attachments\": [{\"name\": \"x\", \"content\": %s}]}".formatted(wrong),
                new References());
        assertThat(read)
                .isEqualTo(new Read.Invalid<>(List.of(new Violation("/attachments/0/content", ArtifactId.RULE))));
    }

    @Test
    void referencesAreFoundAtAnyDepthWithTheirPlaces() {
        var references = new References();
        read("""
                {"to": "a", "body": "%1$s", "attachments": [{"name": "x", "content": "%1$s"}, {"content": "%1$s", "name": "y"}],
                 "inline": {"a/b": "%1$s"}}""".formatted(ID), references);
        assertThat(references.found())
                .extracting(References.Reference::pointer)
                .containsExactly("/body", "/attachments/0/content", "/attachments/1/content", "/inline/a~1b");
    }

    @Test
    void nothingIsNoReference() {
        var references = new References();
        assertThat(read("{\"to\": \"a\", \"body\": null}", references)).isInstanceOf(Read.Valid.class);
        assertThat(references.found()).isEmpty();
    }

    @Test
    void itsSchemaIsThatOfAString() {
        var content = Schemas.of(Attachment.class).at("/properties/content");
        assertThat(content.at("/type").asString()).isEqualTo("string");
        assertThat(content.at("/format").asString()).isEqualTo("artifact");
        assertThat(ID).matches(content.at("/pattern").asString());
    }
}
