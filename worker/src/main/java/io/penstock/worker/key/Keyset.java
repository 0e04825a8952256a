package io.penstock.worker.key;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;

/**
 * What encrypts the keys of providers, and opens them again. It lies in a file of its own, which is kept apart from the encrypted keys: who
 * has both has the keys.
 */
public final class Keyset {

    /** The environment variable that says where it is. */
    public static final String VARIABLE = "PENSTOCK_KEYSET_FILE";

    /** What was encrypted for something else with the same keyset is no key. */
    private static final byte[] PURPOSE = "penstock.ai.key".getBytes(StandardCharsets.US_ASCII);

    static {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The encryption cannot be set up", e);
        }
    }

    private final Aead aead;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        this.aead = handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /** A new one, in a file that nobody but its owner may read. */
    public static void create(Path file) {
        try {
            var json = TinkJsonProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()),
                    RegistryConfiguration.get(),
                    InsecureSecretKeyAccess.get());
            var forTheOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var out = Files.newByteChannel(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), forTheOwner)) {
                out.write(StandardCharsets.UTF_8.encode(json));
            }
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(
                    "There is a file " + file + " already; what was encrypted with it could not be opened without it");
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be written");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No keyset could be made", e);
        }
    }

    public static Keyset open(Path file) {
        try {
            return new Keyset(TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
        } catch (IOException e) {
            throw new IllegalArgumentException("The keyset " + file + " cannot be read");
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + " is no keyset; penstock keyset create makes one");
        }
    }

    /** In one line of text, which lies in a file. */
    public String encrypt(String key) {
        try {
            return Base64.getEncoder().encodeToString(aead.encrypt(key.getBytes(StandardCharsets.UTF_8), PURPOSE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key could not be encrypted", e);
        }
    }

    public String decrypt(Path file) {
        try {
            var encrypted = Base64.getMimeDecoder().decode(Files.readString(file, StandardCharsets.US_ASCII));
            return new String(aead.decrypt(encrypted, PURPOSE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " was not encrypted with this keyset, or was changed since");
        }
    }

    /** It shows nothing of itself. */
    @Override
    public String toString() {
        return "[keyset]";
    }
}
