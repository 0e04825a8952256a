package io.penstock.catalog.email;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.penstock.catalog.json.Read;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The subject, the text or the HTML of a template, ready to be filled. */
record Part(List<Node> nodes, Template compiled) {

    private static final Mustache.Compiler PLAIN = Mustache.compiler()
            .withCollector(new JsonCollector())
            .withFormatter(JsonCollector::text)
            .withEscaper(Escapers.NONE);

    private static final Mustache.Compiler HTML = PLAIN.withEscaper(Escapers.HTML);

    /** @param source that was checked */
    static Part of(String source, boolean html) {
        return switch (TagReader.read(source, html)) {
            case Read.Valid<List<Node>> read -> new Part(read.value(), (html ? HTML : PLAIN).compile(source));
            case Read.Invalid<List<Node>> wrong ->
                throw new IllegalArgumentException("This is no template: " + wrong.violations());
        };
    }

    /** Nothing when it is longer than so many characters. */
    Optional<String> fill(JsonNode variables, int longest) {
        var text = new BoundedText(longest);
        try {
            compiled.execute(variables, text);
            return Optional.of(text.toString());
        } catch (BoundedText.Full full) {
            return Optional.empty();
        }
    }
}
