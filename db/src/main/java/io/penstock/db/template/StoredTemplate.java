package io.penstock.db.template;

import io.penstock.catalog.email.Template;
import java.time.Instant;

/** A version of a template. */
public record StoredTemplate(String name, int version, Template template, Instant createdAt) {}
