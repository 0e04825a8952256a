package io.penstock.store;

import io.penstock.db.artifact.Artifact;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Links to the bucket itself, so that long files do not pass by here. */
final class S3Links {

    /** Whoever speaks HTTP sends these by itself. */
    private static final Set<String> BY_ITSELF = Set.of("host", "content-length");

    private final S3Presigner presigner;
    private final String bucket;

    S3Links(S3Presigner presigner, String bucket) {
        this.presigner = presigner;
        this.bucket = bucket;
    }

    /** Size, type and checksum are signed, as far as they were announced: the service refuses another body, if it is able to. */
    SignedUpload upload(String key, Artifact artifact, Duration validFor) {
        var signed = presigner.presignPutObject(
                request -> request.signatureDuration(validFor).putObjectRequest(put(key, artifact)));
        Map<String, String> headers = new TreeMap<>();
        signed.signedHeaders().forEach((name, values) -> {
            if (!BY_ITSELF.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, String.join(",", values));
            }
        });
        return new SignedUpload(new SignedLink(signed.url().toString(), signed.expiration()), headers);
    }

    private PutObjectRequest put(String key, Artifact artifact) {
        var put = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .contentType(artifact.contentType())
                .contentLength(artifact.declared().bytes());
        var hash = artifact.declared().sha256();
        if (hash != null) {
            put.checksumSHA256(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hash)));
        }
        return put.build();
    }

    SignedLink download(String key, Artifact artifact, Duration validFor) {
        var name = URLEncoder.encode(artifact.name(), StandardCharsets.UTF_8).replace("+", "%20");
        var signed = presigner.presignGetObject(request -> request.signatureDuration(validFor)
                .getObjectRequest(get -> get.bucket(bucket)
                        .key(key)
                        .responseContentType(artifact.contentType())
                        .responseContentDisposition("attachment; filename*=UTF-8''" + name)));
        return new SignedLink(signed.url().toString(), signed.expiration());
    }

    void close() {
        presigner.close();
    }
}
