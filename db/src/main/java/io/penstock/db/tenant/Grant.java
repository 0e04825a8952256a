package io.penstock.db.tenant;

/**
 * Whom a secret speaks for, and what it may do.
 *
 * @param fleet whether its tenant runs the installation
 * @param suspended whether its tenant may only read
 */
public record Grant(KeyId key, String name, Role role, Tenant tenant, boolean fleet, boolean suspended) {}
