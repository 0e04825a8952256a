package io.penstock.worker.intake;

import io.penstock.db.fleet.Worker.Identity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What the workers of this process say of where they are. */
final class Here {

    /** As names of hosts are. */
    private static final int LONGEST = 255;

    private Here() {}

    /** A start from class files has no version. */
    static Identity named(String name) {
        return new Identity(name, host(), Here.class.getPackage().getImplementationVersion());
    }

    /** As containers are told it, which need not know their name otherwise. */
    private static @Nullable String host() {
        var told = System.getenv("HOSTNAME");
        if (told != null && !told.isBlank()) {
            return told.substring(0, Math.min(LONGEST, told.length()));
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
