package io.penstock.store;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifact.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of S3, or of a service that speaks like it. What a client puts there by itself lies apart until it was measured, and is then copied: so
 * nobody can change what was checked with a link that is still valid.
 */
final class S3 implements Store {

    /** Where clients put what they announced. */
    private static final String INCOMING = "incoming";

    private final S3Client client;
    private final S3Links links;
    private final S3Upload upload;
    private final String bucket;

    S3(S3Client client, S3Links links, String bucket) {
        this.client = client;
        this.links = links;
        this.upload = new S3Upload(client, bucket);
        this.bucket = bucket;
    }

    @Override
    public Put put(ArtifactId id, InputStream content, long most) throws IOException {
        var object = ObjectName.random();
        var measured = new Measured(content);
        try {
            return upload.send(key(id, object), measured, most)
                    ? new Put.Stored(new Content(object, measured.bytes(), measured.sha256()))
                    : new Put.TooLong();
        } catch (SdkException e) {
            throw broken("take a file in", e);
        }
    }

    @Override
    public InputStream open(ArtifactId id, String object, long from, long length) {
        return length == 0
                ? InputStream.nullInputStream()
                : doing("read a file", () -> S3Download.open(client, bucket, key(id, object), from, length));
    }

    @Override
    public void delete(ArtifactId id, String object) {
        doing(
                "delete a file",
                () -> client.deleteObject(request -> request.bucket(bucket).key(key(id, object))));
    }

    @Override
    public void deleteAll(ArtifactId id) {
        var prefix = key(id, "");
        doing("delete a file", () -> {
            client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                    .map(S3Object::key)
                    .forEach(key -> client.deleteObject(
                            request -> request.bucket(bucket).key(key)));
            upload.abortAll(prefix);
            return true;
        });
    }

    @Override
    public Optional<SignedUpload> signUpload(Artifact artifact, Duration validFor) {
        return Optional.of(links.upload(key(artifact.id(), INCOMING), artifact, validFor));
    }

    @Override
    public Optional<SignedLink> signDownload(Artifact artifact, Content content, Duration validFor) {
        return Optional.of(links.download(key(artifact.id(), content.object()), artifact, validFor));
    }

    @Override
    public Optional<Put> take(ArtifactId id, long most) {
        var incoming = key(id, INCOMING);
        try {
            var head = client.headObject(request -> request.bucket(bucket).key(incoming));
            var put = head.contentLength() > most
                    ? new Put.TooLong()
                    : copied(id, incoming, head.eTag(), head.contentLength());
            client.deleteObject(request -> request.bucket(bucket).key(incoming));
            return Optional.of(put);
        } catch (NoSuchKeyException nothing) {
            return Optional.empty();
        } catch (SdkException e) {
            throw broken("take a file over", e);
        }
    }

    /** What is measured is what is copied: with another ETag neither is answered. */
    private Put copied(ArtifactId id, String incoming, String tag, long length) {
        var object = ObjectName.random();
        var measured = new Measured(
                client.getObject(request -> request.bucket(bucket).key(incoming).ifMatch(tag)));
        try (measured) {
            measured.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new StoreUnavailable("The bucket of artifacts could not be read", null);
        }
        client.copyObject(request -> request.sourceBucket(bucket)
                .sourceKey(incoming)
                .copySourceIfMatch(tag)
                .destinationBucket(bucket)
                .destinationKey(key(id, object)));
        return new Put.Stored(new Content(object, length, measured.sha256()));
    }

    private static <T> T doing(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw broken(what, e);
        }
    }

    private static String key(ArtifactId id, String object) {
        return "artifacts/" + id.digits() + "/" + object;
    }

    /** What the service calls it says enough; a message of its may name keys. */
    private static StoreUnavailable broken(String doing, SdkException cause) {
        var why = cause instanceof AwsServiceException told && told.awsErrorDetails() != null
                ? told.awsErrorDetails().errorCode() + " (" + told.statusCode() + ")"
                : cause.getClass().getSimpleName();
        return new StoreUnavailable("The bucket of artifacts could not " + doing + ": " + why, null);
    }

    @Override
    public void close() {
        client.close();
        links.close();
    }
}
