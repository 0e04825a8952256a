package io.penstock.catalog.ai;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder.NodeBuilderCustomizableContext;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder.NodeBuilderDefinedContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Says of a schema what is wrong with it, each at its place. */
public final class SchemaRules implements ConstraintValidator<JsonSchema, JsonNode> {

    /** A node without a name: only its key is part of the pointer. */
    private static final String NAMELESS = "<key>";

    @Override
    public boolean isValid(@Nullable JsonNode schema, ConstraintValidatorContext context) {
        if (schema == null) {
            return true;
        }
        var wrong = SchemaCheck.of(schema);
        if (!wrong.isEmpty()) {
            context.disableDefaultConstraintViolation();
            wrong.forEach(w -> add(w.path(), w.rule(), context));
        }
        return wrong.isEmpty();
    }

    private static void add(List<String> path, String rule, ConstraintValidatorContext context) {
        var violation = context.buildConstraintViolationWithTemplate(rule.replaceAll("[\\\\{}$]", "\\\\$0"));
        if (path.isEmpty()) {
            violation.addConstraintViolation();
            return;
        }
        NodeBuilderCustomizableContext node = violation.addPropertyNode(NAMELESS);
        NodeBuilderDefinedContext at = node.inIterable().atKey(path.getFirst());
        for (var key : path.subList(1, path.size())) {
            at = at.addPropertyNode(NAMELESS).inIterable().atKey(key);
        }
        at.addConstraintViolation();
    }
}
