package io.penstock.sandbox;

import java.time.InstantSource;

/**
 * How a sandbox is started.
 *
 * @param port 0 for any that is free
 * @param smtpPort where mails are taken; 0 for any that is free
 * @param seed what replies are made of, beside the request
 * @param clock tells arrival and answer, and fills up the limits
 */
public record SandboxSettings(int port, int smtpPort, long seed, InstantSource clock) {

    public SandboxSettings {
        if (isNone(port) || isNone(smtpPort)) {
            throw new IllegalArgumentException("A port is between 0 and 65535");
        }
    }

    private static boolean isNone(int port) {
        return port < 0 || port > 65_535;
    }

    public static SandboxSettings on(int port) {
        return new SandboxSettings(port, 0, 0, InstantSource.system());
    }

    public SandboxSettings smtpPort(int other) {
        return new SandboxSettings(port, other, seed, clock);
    }

    public SandboxSettings seed(long other) {
        return new SandboxSettings(port, smtpPort, other, clock);
    }

    public SandboxSettings clock(InstantSource other) {
        return new SandboxSettings(port, smtpPort, seed, other);
    }
}
