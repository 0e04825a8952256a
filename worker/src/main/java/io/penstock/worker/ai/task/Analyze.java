package io.penstock.worker.ai.task;

import io.penstock.catalog.ai.AiAnalyze;
import io.penstock.catalog.ai.AiAnalyze.Payload;
import io.penstock.catalog.ai.AiFindings;
import io.penstock.catalog.ai.Finding;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds what is wrong. */
public final class Analyze implements Task<Payload, AiFindings> {

    /** Without bounds of numbers and without null, which not every provider takes. */
    private static final JsonNode FINDINGS = Json.mapper().readTree("""
            {
              "type": "object",
              "properties": {
                "findings": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "line": {"type": "integer", "description": "The line in the content, from 1; 0 when it is about all of it."},
                      "severity": {"type": "string", "enum": ["info", "low", "medium", "high", "critical"]},
                      "category": {"type": "string", "description": "One of the focus areas."},
                      "message": {"type": "string", "description": "What is wrong and why it matters."},
                      "suggestion": {"type": "string", "description": "What to do about it; empty if nothing."}
                    },
                    "required": ["line", "severity", "category", "message", "suggestion"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["findings"],
              "additionalProperties": false
            }""");

    @Override
    public Kind<Payload, AiFindings> kind() {
        return AiAnalyze.KIND;
    }

    @Override
    public Prompt prompt(Payload payload) {
        var focus = payload.focusOrAll().stream().map(Object::toString).collect(Collectors.joining(", "));
        return Prompt.of(
                payload,
                "Look through the content and report what is wrong with it. Focus areas: %s. Leave out what is less than %s. Report only what you can point to."
                        .formatted(focus, payload.minSeverityOrLowest()),
                "",
                Prompt.marked("content", payload.content()),
                FINDINGS);
    }

    @Override
    public Judged<AiFindings> judge(Payload payload, String answer) {
        return payload.schema() == null
                ? Document.judge(FINDINGS, answer, document -> findings(payload, document))
                : Document.judge(
                        payload.schema(),
                        answer,
                        document -> new Judged.Good<>(made -> result(List.of(), Json.write(document), made)));
    }

    private static Judged<AiFindings> findings(Payload payload, JsonNode document) {
        int lines = (int) payload.content().lines().count();
        var findings = document.path("findings")
                .valueStream()
                .map(found -> finding(found, lines))
                .filter(found -> found.severity().compareTo(payload.minSeverityOrLowest()) >= 0)
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .toList();
        return new Judged.Good<>(made -> result(findings, null, made));
    }

    private static Finding finding(JsonNode found, int lines) {
        int line = found.path("line").asInt(0);
        var suggestion = found.path("suggestion").stringValue();
        return new Finding(
                line < 1 || line > lines ? null : line,
                severity(found.path("severity").stringValue()),
                found.path("category").stringValue(),
                found.path("message").stringValue(),
                suggestion.isBlank() ? null : suggestion);
    }

    private static Severity severity(String label) {
        return Stream.of(Severity.values())
                .filter(severity -> severity.toString().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static AiFindings result(List<Finding> findings, @Nullable String content, Made made) {
        return new AiFindings(
                findings,
                content,
                made.usage(),
                made.cost(),
                made.provider(),
                made.model(),
                made.latencyMs(),
                made.mode(),
                made.finish(),
                made.hops(),
                made.cache(),
                made.saved());
    }
}
