package io.penstock.catalog.ai;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** It is a JSON Schema that stands for itself and is not too large. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = SchemaRules.class)
@interface JsonSchema {

    String message() default "must be a JSON Schema";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
