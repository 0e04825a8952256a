package io.penstock.client.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the server is and which key it takes: what was typed comes first, then the environment, then files. */
public final class Targets {

    private static final String HERE = "http://127.0.0.1:8080";

    private final Map<String, String> environment;
    private final Path folder;

    /** @param folder the one that one is in */
    public Targets(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** Each is null when it was not typed. */
    public Target find(@Nullable String server, @Nullable String key, @Nullable String profile) throws Refused {
        if (profile != null) {
            var named = Profiles.read(file()).named(profile);
            var url = server != null ? Target.checkedUrl(server) : named.url();
            if (url == null) {
                throw new Refused(
                        "The profile %s has no server: %s.server=https://… in %s".formatted(profile, profile, file()));
            }
            return new Target(url, key != null ? Target.checkedKey(key) : key(url, named));
        }
        var typed = server != null ? server : environment("PENSTOCK_URL");
        var url = typed != null
                ? Target.checkedUrl(typed)
                : Profiles.read(file()).usual().url();
        return at(url == null ? HERE : url, key);
    }

    /** @param url one that was checked */
    public Target at(String url, @Nullable String key) throws Refused {
        var typed = key != null ? key : environment("PENSTOCK_API_KEY");
        return new Target(
                url,
                typed != null
                        ? Target.checkedKey(typed)
                        : key(url, Profiles.read(file()).usual()));
    }

    /** A key from a file goes to the server that the file means, and to no other. */
    private String key(String url, Profiles.Profile profile) throws Refused {
        if (profile.key() != null && url.equals(profile.url())) {
            return profile.key();
        }
        var ofDev = folder.resolve(Path.of(".penstock", "api-key"));
        if (Target.isHere(url) && Files.isReadable(ofDev)) {
            try {
                return Target.checkedKey(Files.readString(ofDev));
            } catch (IOException e) {
                throw new Refused(ofDev + " cannot be read.");
            }
        }
        throw new Refused("The server at %s wants a key: --api-key, PENSTOCK_API_KEY, or in %s beside its address."
                .formatted(url, file()));
    }

    private @Nullable String environment(String name) {
        var value = environment.getOrDefault(name, "");
        return value.isBlank() ? null : value;
    }

    private Path file() {
        var folders = environment("XDG_CONFIG_HOME");
        var all = folders == null
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config")
                : Path.of(folders);
        return all.resolve(Path.of("penstock", "config.properties"));
    }
}
