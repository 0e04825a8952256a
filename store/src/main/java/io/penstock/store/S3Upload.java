package io.penstock.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Sends a stream whose length nobody knows: a short one at once, a longer one in parts. Each upload holds one part in memory, and a tenth
 * of the heap goes to all of them.
 */
final class S3Upload {

    /** The smallest that S3 takes is 5 MiB, and it takes 10,000 of them. */
    private static final int PART = 8 << 20;

    private final S3Client client;
    private final String bucket;
    private final Semaphore buffers =
            new Semaphore((int) Math.max(2, Runtime.getRuntime().maxMemory() / 10 / PART), true);

    S3Upload(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /** False when there is more than allowed; then nothing is kept. */
    boolean send(String key, Measured content, long most) throws IOException {
        buffers.acquireUninterruptibly();
        try {
            var first = content.readNBytes(PART);
            if (content.bytes() > most) {
                return false;
            }
            if (first.length == PART) {
                return sendParts(key, first, content, most);
            }
            client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(first));
            return true;
        } finally {
            buffers.release();
        }
    }

    private boolean sendParts(String key, byte[] first, Measured content, long most) throws IOException {
        var id = client.createMultipartUpload(request -> request.bucket(bucket).key(key))
                .uploadId();
        boolean whole = false;
        try {
            var parts = new ArrayList<CompletedPart>();
            for (var part = first; part.length > 0; part = content.readNBytes(PART)) {
                if (content.bytes() > most) {
                    return false;
                }
                parts.add(sendPart(key, id, parts.size() + 1, part));
            }
            complete(key, id, parts);
            whole = true;
            return true;
        } finally {
            if (!whole) {
                abort(key, id);
            }
        }
    }

    private CompletedPart sendPart(String key, String id, int nr, byte[] part) {
        var sent = client.uploadPart(
                request -> request.bucket(bucket).key(key).uploadId(id).partNumber(nr), RequestBody.fromBytes(part));
        return CompletedPart.builder().partNumber(nr).eTag(sent.eTag()).build();
    }

    private void complete(String key, String id, List<CompletedPart> parts) {
        client.completeMultipartUpload(
                request -> request.bucket(bucket).key(key).uploadId(id).multipartUpload(upload -> upload.parts(parts)));
    }

    private void abort(String key, String id) {
        client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(id));
    }

    /** Ends what a process began that is gone. */
    void abortAll(String prefix) {
        for (MultipartUpload left : client.listMultipartUploads(
                        request -> request.bucket(bucket).prefix(prefix))
                .uploads()) {
            abort(left.key(), left.uploadId());
        }
    }
}
