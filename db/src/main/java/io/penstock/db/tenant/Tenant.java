package io.penstock.db.tenant;

/** Whose job it is. */
public record Tenant(int id, String name) {}
