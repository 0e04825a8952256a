package io.penstock.standalone.dev;

/**
 * Where a sandbox is.
 *
 * @param smtpPort where it takes mails, on 127.0.0.1
 */
public record SandboxPlace(String url, int smtpPort) {}
