package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

class OpenApiContractTest {

    /** These are served by the actuator, which this module does not have. */
    private static final Set<String> ACTUATOR =
            Set.of("GET /health", "GET /health/live", "GET /health/ready", "GET /health/{part}", "GET /metrics");

    @Test
    void theContractNamesTheRoutesThereAreAndNoOthers() {
        var routes = TestApi.shared().bean(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().stream()
                .flatMap(OpenApiContractTest::routes)
                .filter(route -> !route.endsWith(" /error"))
                .collect(Collectors.toCollection(TreeSet::new));
        routes.addAll(ACTUATOR);
        assertThat(Contract.operations().keySet()).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references = references(Contract.JSON);
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/components/");
            assertThat(Contract.JSON.at(reference.substring(1)).isMissingNode()).isFalse();
        });
    }

    @Test
    void everyComponentIsUsed() {
        var references = new HashSet<>(references(Contract.JSON));
        for (var group : List.of("parameters", "headers", "responses", "schemas")) {
            for (var name : Contract.JSON.at("/components/" + group).propertyNames()) {
                assertThat(references).contains("#/components/" + group + "/" + name);
            }
        }
    }

    @Test
    void everyExampleFitsItsSchema() {
        int checked = 0;
        for (var media : withSchema(Contract.JSON)) {
            for (var example : examples(media)) {
                Contract.assertValid(media.at("/schema"), example);
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(15);
    }

    @Test
    void everyOperationIsDescribedAndHasANameOfItsOwn() {
        var operations = Contract.operations().values();
        assertThat(operations).allSatisfy(operation -> {
            assertThat(operation.at("/summary").isString()).isTrue();
            assertThat(operation.at("/responses")).isNotEmpty();
        });
        assertThat(operations.stream().map(o -> o.at("/operationId").stringValue()))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatNeedsAKeySaysSo() {
        Contract.operations().forEach((route, operation) -> {
            boolean open = operation.at("/security").isArray()
                    && operation.at("/security").isEmpty();
            assertThat(open).as(route).isEqualTo(!route.contains(" /v1/") || Contract.isOfOthers(route));
            assertThat(operation.at("/responses/401").isMissingNode()).as(route).isEqualTo(open);
        });
    }

    private static Stream<String> routes(RequestMappingInfo info) {
        var paths = info.getPatternValues();
        var methods = info.getMethodsCondition().getMethods();
        return paths.stream()
                .flatMap(path -> methods.isEmpty()
                        ? Stream.of("ANY " + path)
                        : methods.stream().map(method -> method + " " + path));
    }

    private static List<String> references(JsonNode json) {
        return json.findValuesAsString("$ref");
    }

    private static List<JsonNode> withSchema(JsonNode json) {
        var found = new ArrayList<>(json.findParents("schema"));
        found.removeIf(node -> node.at("/schema").isMissingNode());
        return found;
    }

    private static List<JsonNode> examples(JsonNode media) {
        var found = new ArrayList<JsonNode>();
        if (media.has("example")) {
            found.add(media.get("example"));
        }
        media.at("/examples").forEach(example -> found.add(example.at("/value")));
        return found;
    }
}
