package io.penstock.catalog.payment;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** It is the code of a currency that people pay with. */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = CurrencyRule.class)
@interface CurrencyCode {

    String message() default "must be the code of a currency in lower-case letters, such as eur";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
