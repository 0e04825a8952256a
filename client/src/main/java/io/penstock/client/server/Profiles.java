package io.penstock.client.server;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The user's file of servers and keys: one that has no name, and any number that have one. It is for its owner's eyes. */
final class Profiles {

    private static final Pattern NAME = Pattern.compile("((?<profile>[a-z0-9_-]{1,50})\\.)?(?<setting>server|api-key)");

    private final Path file;
    private final Map<String, Profile> profiles;

    record Profile(@Nullable String url, @Nullable String key) {

        Profile with(String setting, String value) throws Refused {
            return setting.equals("server")
                    ? new Profile(Target.checkedUrl(value), key)
                    : new Profile(url, Target.checkedKey(value));
        }

        /** The key is a secret. */
        @Override
        public String toString() {
            return String.valueOf(url);
        }
    }

    private Profiles(Path file, Map<String, Profile> profiles) {
        this.file = file;
        this.profiles = profiles;
    }

    static Profiles read(Path file) throws Refused {
        if (!Files.exists(file)) {
            return new Profiles(file, Map.of());
        }
        try {
            checkOwn(file);
            var properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            return new Profiles(file, profiles(file, properties));
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused(
                    "%s cannot be read; it has lines such as server=https://penstock.example".formatted(file));
        }
    }

    /** As OpenSSH does with private keys. */
    private static void checkOwn(Path file) throws IOException, Refused {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        var others = Files.getPosixFilePermissions(file);
        others.removeAll(EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        if (!others.isEmpty()) {
            throw new Refused(
                    "%s is open to others on this machine, and is for keys. Run: chmod 600 %s".formatted(file, file));
        }
    }

    private static Map<String, Profile> profiles(Path file, Properties properties) throws Refused {
        var profiles = new TreeMap<String, Profile>();
        for (var setting : properties.stringPropertyNames()) {
            var name = NAME.matcher(setting);
            if (!name.matches()) {
                throw new Refused(
                        "%s says %s; there are server and api-key, with the name of a profile and a dot before or without."
                                .formatted(file, setting));
            }
            var profile = name.group("profile") == null ? "" : name.group("profile");
            var before = profiles.getOrDefault(profile, new Profile(null, null));
            try {
                profiles.put(profile, before.with(name.group("setting"), properties.getProperty(setting)));
            } catch (Refused e) {
                throw new Refused("%s, %s: %s".formatted(file, setting, e.sentence()));
            }
        }
        return profiles;
    }

    /** The one without a name, which need not be there. */
    Profile usual() {
        return profiles.getOrDefault("", new Profile(null, null));
    }

    Profile named(String name) throws Refused {
        var profile = profiles.get(name);
        if (profile == null || name.isEmpty()) {
            throw new Refused("%s has no profile %s.".formatted(file, name));
        }
        return profile;
    }
}
